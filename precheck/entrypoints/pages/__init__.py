"""The pages for people: reviewers, administrators, candidates. One module a page, templates and words beside.

Pages are thin: what they show and do is :mod:`precheck.service`'s. HTML is made here (Jinja2), htmx sends forms and
swaps parts; scripts and styles are files of ours, so that no page carries any inside."""
