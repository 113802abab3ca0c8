-- The tables that precheck 0.2.0 made, as SQLite tells them.
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE audit (
    number INTEGER NOT NULL,
    at DOUBLE NOT NULL,
    actor VARCHAR(100) NOT NULL,
    action VARCHAR(40) NOT NULL,
    object VARCHAR(200) NOT NULL,
    details TEXT NOT NULL,
    hash VARCHAR(64) NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (number)
);
CREATE TABLE audit_end (
    id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash VARCHAR(64) NOT NULL,
    CONSTRAINT pk_audit_end PRIMARY KEY (id)
);
CREATE TABLE idempotency (
    scope VARCHAR(64) NOT NULL,
    "key" VARCHAR(200) NOT NULL,
    fingerprint VARCHAR(64) NOT NULL,
    upload_id VARCHAR(26) NOT NULL,
    created_at DOUBLE NOT NULL,
    CONSTRAINT pk_idempotency PRIMARY KEY (scope, "key")
);
CREATE INDEX ix_idempotency_created_at ON idempotency (created_at);
CREATE TABLE rescans (
    id VARCHAR(26) NOT NULL,
    state VARCHAR(10) NOT NULL,
    filters TEXT NOT NULL,
    total INTEGER NOT NULL,
    created_at DOUBLE NOT NULL,
    finished_at DOUBLE, site VARCHAR(100),
    CONSTRAINT pk_rescans PRIMARY KEY (id)
);
CREATE TABLE submissions (
    id VARCHAR(200) NOT NULL,
    locked_at DOUBLE,
    registration BLOB,
    registration_version INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at DOUBLE NOT NULL,
    updated_at DOUBLE NOT NULL,
    CONSTRAINT pk_submissions PRIMARY KEY (id)
);
CREATE TABLE messages (
    id VARCHAR(26) NOT NULL,
    submission_id VARCHAR(200) NOT NULL,
    upload_id VARCHAR(26),
    material VARCHAR(64),
    text BLOB NOT NULL,
    at DOUBLE NOT NULL,
    CONSTRAINT pk_messages PRIMARY KEY (id),
    CONSTRAINT fk_messages_submission_id FOREIGN KEY(submission_id) REFERENCES submissions (id)
);
CREATE INDEX ix_messages_submission_id ON messages (submission_id);
CREATE TABLE unlocked_materials (
    submission_id VARCHAR(200) NOT NULL,
    material VARCHAR(64) NOT NULL,
    at DOUBLE NOT NULL,
    CONSTRAINT pk_unlocked_materials PRIMARY KEY (submission_id, material),
    CONSTRAINT fk_unlocked_materials_submission_id FOREIGN KEY(submission_id) REFERENCES submissions (id)
);
CREATE TABLE uploads (
    id VARCHAR(26) NOT NULL,
    submission_id VARCHAR(200) NOT NULL,
    material VARCHAR(64) NOT NULL,
    file BLOB,
    picture VARCHAR(64) NOT NULL,
    bytes BIGINT NOT NULL,
    generation INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    status VARCHAR(10) NOT NULL,
    version INTEGER NOT NULL,
    created_at DOUBLE NOT NULL,
    updated_at DOUBLE NOT NULL,
    deleted_at DOUBLE,
    erased_at DOUBLE,
    CONSTRAINT pk_uploads PRIMARY KEY (id),
    CONSTRAINT fk_uploads_submission_id FOREIGN KEY(submission_id) REFERENCES submissions (id)
);
CREATE INDEX ix_uploads_created_at ON uploads (created_at);
CREATE INDEX ix_uploads_picture ON uploads (picture);
CREATE INDEX ix_uploads_submission_id ON uploads (submission_id);
CREATE TABLE decisions (
    id VARCHAR(26) NOT NULL,
    upload_id VARCHAR(26) NOT NULL,
    generation INTEGER NOT NULL,
    level VARCHAR(10) NOT NULL,
    outcome VARCHAR(16) NOT NULL,
    comment BLOB,
    "by" VARCHAR(100) NOT NULL,
    at DOUBLE NOT NULL, withdrawn_at DOUBLE,
    CONSTRAINT pk_decisions PRIMARY KEY (id),
    CONSTRAINT fk_decisions_upload_id FOREIGN KEY(upload_id) REFERENCES uploads (id)
);
CREATE INDEX ix_decisions_upload_id ON decisions (upload_id);
CREATE TABLE orders (
    id VARCHAR(26) NOT NULL,
    upload_id VARCHAR(26) NOT NULL,
    generation INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    reason VARCHAR(16) NOT NULL,
    queue VARCHAR(16) NOT NULL,
    rescan_id VARCHAR(26),
    state VARCHAR(10) NOT NULL,
    attempts INTEGER NOT NULL,
    fence INTEGER NOT NULL,
    owner VARCHAR(200),
    lease_until DOUBLE,
    published_at DOUBLE,
    not_before DOUBLE NOT NULL,
    created_at DOUBLE NOT NULL,
    claimed_at DOUBLE,
    finished_at DOUBLE,
    trouble VARCHAR(200),
    CONSTRAINT pk_orders PRIMARY KEY (id),
    CONSTRAINT fk_orders_upload_id FOREIGN KEY(upload_id) REFERENCES uploads (id),
    CONSTRAINT uq_orders_upload_id_turn UNIQUE (upload_id, turn)
);
CREATE INDEX ix_orders_open ON orders (state, published_at) WHERE state IN ('waiting', 'claimed');
CREATE INDEX ix_orders_rescan_id ON orders (rescan_id);
CREATE TABLE rescan_items (
    rescan_id VARCHAR(26) NOT NULL,
    upload_id VARCHAR(26) NOT NULL,
    state VARCHAR(10) NOT NULL,
    before_report VARCHAR(26),
    after_report VARCHAR(26),
    CONSTRAINT pk_rescan_items PRIMARY KEY (rescan_id, upload_id),
    CONSTRAINT fk_rescan_items_rescan_id FOREIGN KEY(rescan_id) REFERENCES rescans (id),
    CONSTRAINT fk_rescan_items_upload_id FOREIGN KEY(upload_id) REFERENCES uploads (id)
);
CREATE INDEX ix_rescan_items_rescan_id_state ON rescan_items (rescan_id, state);
CREATE TABLE reports (
    id VARCHAR(26) NOT NULL,
    upload_id VARCHAR(26) NOT NULL,
    order_id VARCHAR(26) NOT NULL,
    generation INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    current BOOLEAN NOT NULL,
    verdict VARCHAR(10) NOT NULL,
    unable INTEGER NOT NULL,
    precheck VARCHAR(40) NOT NULL,
    pipeline VARCHAR(64),
    ocr VARCHAR(200),
    seconds DOUBLE NOT NULL,
    created_at DOUBLE NOT NULL,
    data BLOB,
    CONSTRAINT pk_reports PRIMARY KEY (id),
    CONSTRAINT fk_reports_order_id FOREIGN KEY(order_id) REFERENCES orders (id),
    CONSTRAINT fk_reports_upload_id FOREIGN KEY(upload_id) REFERENCES uploads (id),
    CONSTRAINT uq_reports_order_id UNIQUE (order_id)
);
CREATE INDEX ix_reports_created_at ON reports (created_at);
CREATE INDEX ix_reports_upload_id_turn ON reports (upload_id, turn);
CREATE UNIQUE INDEX uq_reports_current ON reports (upload_id) WHERE current = 1;
CREATE TABLE report_flags (
    report_id VARCHAR(26) NOT NULL,
    code VARCHAR(128) NOT NULL,
    severity VARCHAR(10) NOT NULL,
    CONSTRAINT pk_report_flags PRIMARY KEY (report_id, code),
    CONSTRAINT fk_report_flags_report_id FOREIGN KEY(report_id) REFERENCES reports (id)
);
CREATE INDEX ix_report_flags_code ON report_flags (code);
CREATE TABLE api_keys (
    id VARCHAR(26) NOT NULL,
    prefix VARCHAR(12) NOT NULL,
    hash VARCHAR(64) NOT NULL,
    name VARCHAR(100) NOT NULL,
    scopes VARCHAR(100) NOT NULL,
    site VARCHAR(100),
    per_minute INTEGER,
    per_day INTEGER,
    created_at DOUBLE NOT NULL,
    expires_at DOUBLE,
    revoked_at DOUBLE, level VARCHAR(10),
    CONSTRAINT pk_api_keys PRIMARY KEY (id),
    CONSTRAINT uq_api_keys_prefix UNIQUE (prefix)
);
CREATE TABLE key_uses (
    key_id VARCHAR(26) NOT NULL,
    window VARCHAR(16) NOT NULL,
    count INTEGER NOT NULL,
    begun_at DOUBLE NOT NULL,
    CONSTRAINT pk_key_uses PRIMARY KEY (key_id, window),
    CONSTRAINT fk_key_uses_key_id FOREIGN KEY(key_id) REFERENCES api_keys (id)
);
CREATE INDEX ix_key_uses_begun_at ON key_uses (begun_at);
CREATE TABLE submission_sites (
    submission_id VARCHAR(200) NOT NULL,
    site VARCHAR(100) NOT NULL,
    CONSTRAINT pk_submission_sites PRIMARY KEY (submission_id)
);
CREATE TABLE webhooks (
    id VARCHAR(26) NOT NULL,
    url BLOB NOT NULL,
    events VARCHAR(200) NOT NULL,
    secrets BLOB NOT NULL,
    site VARCHAR(100),
    created_at DOUBLE NOT NULL,
    deleted_at DOUBLE,
    CONSTRAINT pk_webhooks PRIMARY KEY (id)
);
CREATE TABLE webhook_deliveries (
    id VARCHAR(26) NOT NULL,
    webhook_id VARCHAR(26) NOT NULL,
    event VARCHAR(40) NOT NULL,
    data TEXT NOT NULL,
    state VARCHAR(10) NOT NULL,
    attempts INTEGER NOT NULL,
    next_at DOUBLE NOT NULL,
    status INTEGER,
    trouble VARCHAR(100),
    created_at DOUBLE NOT NULL,
    ended_at DOUBLE, submission_id VARCHAR(200),
    CONSTRAINT pk_webhook_deliveries PRIMARY KEY (id),
    CONSTRAINT fk_webhook_deliveries_webhook_id FOREIGN KEY(webhook_id) REFERENCES webhooks (id)
);
CREATE INDEX ix_webhook_deliveries_webhook_id ON webhook_deliveries (webhook_id);
CREATE INDEX ix_webhook_deliveries_created_at ON webhook_deliveries (created_at);
CREATE INDEX ix_webhook_deliveries_state_next_at ON webhook_deliveries (state, next_at);
CREATE TABLE readings (
    upload_id VARCHAR(26) NOT NULL,
    generation INTEGER NOT NULL,
    data BLOB NOT NULL,
    CONSTRAINT pk_readings PRIMARY KEY (upload_id),
    CONSTRAINT fk_readings_upload_id FOREIGN KEY(upload_id) REFERENCES uploads (id)
);
CREATE TABLE store_facts (
    name VARCHAR(40) NOT NULL,
    value BLOB NOT NULL,
    CONSTRAINT pk_store_facts PRIMARY KEY (name)
);
CREATE TABLE heartbeats (
    program VARCHAR(200) NOT NULL,
    at DOUBLE NOT NULL,
    CONSTRAINT pk_heartbeats PRIMARY KEY (program)
);
CREATE INDEX ix_webhook_deliveries_submission_id ON webhook_deliveries (submission_id);
CREATE TABLE queue (
    submission_id VARCHAR(200) NOT NULL,
    site VARCHAR(100) NOT NULL,
    state VARCHAR(10) NOT NULL,
    rank INTEGER NOT NULL,
    since DOUBLE NOT NULL,
    changed BOOLEAN NOT NULL,
    uploads INTEGER NOT NULL,
    unchecked INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    reviewer VARCHAR(26),
    about BLOB,
    refreshed_at DOUBLE NOT NULL,
    CONSTRAINT pk_queue PRIMARY KEY (submission_id)
);
CREATE INDEX ix_queue_order ON queue (state, rank, since, submission_id);
CREATE INDEX ix_queue_refreshed_at ON queue (refreshed_at);
CREATE INDEX ix_queue_site_order ON queue (site, state, rank, since, submission_id);
CREATE TABLE queue_facets (
    submission_id VARCHAR(200) NOT NULL,
    facet VARCHAR(160) NOT NULL,
    state VARCHAR(10) NOT NULL,
    rank INTEGER NOT NULL,
    since DOUBLE NOT NULL, site VARCHAR(100) DEFAULT '' NOT NULL,
    CONSTRAINT pk_queue_facets PRIMARY KEY (submission_id, facet)
);
CREATE TABLE queue_marks (
    submission_id VARCHAR(200) NOT NULL,
    at DOUBLE NOT NULL,
    CONSTRAINT pk_queue_marks PRIMARY KEY (submission_id)
);
CREATE TABLE search_keys (
    digest VARCHAR(64) NOT NULL,
    submission_id VARCHAR(200) NOT NULL,
    CONSTRAINT pk_search_keys PRIMARY KEY (digest, submission_id)
);
CREATE INDEX ix_search_keys_submission_id ON search_keys (submission_id);
CREATE TABLE sign_in_tries (
    subject VARCHAR(64) NOT NULL,
    window BIGINT NOT NULL,
    count INTEGER NOT NULL,
    begun_at DOUBLE NOT NULL,
    CONSTRAINT pk_sign_in_tries PRIMARY KEY (subject, window)
);
CREATE INDEX ix_sign_in_tries_begun_at ON sign_in_tries (begun_at);
CREATE TABLE tickets (
    hash VARCHAR(64) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    submission_id VARCHAR(200),
    created_at DOUBLE NOT NULL,
    expires_at DOUBLE NOT NULL,
    used_at DOUBLE,
    CONSTRAINT pk_tickets PRIMARY KEY (hash)
);
CREATE INDEX ix_tickets_expires_at ON tickets (expires_at);
CREATE INDEX ix_tickets_submission_id ON tickets (submission_id);
CREATE TABLE users (
    id VARCHAR(26) NOT NULL,
    login VARCHAR(64) NOT NULL,
    name BLOB NOT NULL,
    password VARCHAR(200),
    role VARCHAR(16) NOT NULL,
    level VARCHAR(10) NOT NULL,
    site VARCHAR(100),
    seen_at DOUBLE,
    created_at DOUBLE NOT NULL,
    disabled_at DOUBLE, subject VARCHAR(64),
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT uq_users_login UNIQUE (login)
);
CREATE TABLE claims (
    submission_id VARCHAR(200) NOT NULL,
    user_id VARCHAR(26) NOT NULL,
    at DOUBLE NOT NULL,
    until DOUBLE NOT NULL,
    CONSTRAINT pk_claims PRIMARY KEY (submission_id),
    CONSTRAINT fk_claims_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);
CREATE TABLE comments (
    id VARCHAR(26) NOT NULL,
    submission_id VARCHAR(200) NOT NULL,
    upload_id VARCHAR(26),
    text BLOB NOT NULL,
    "by" VARCHAR(100) NOT NULL,
    at DOUBLE NOT NULL,
    CONSTRAINT pk_comments PRIMARY KEY (id),
    CONSTRAINT fk_comments_submission_id FOREIGN KEY(submission_id) REFERENCES submissions (id)
);
CREATE INDEX ix_comments_submission_id ON comments (submission_id);
CREATE TABLE web_sessions (
    hash VARCHAR(64) NOT NULL,
    user_id VARCHAR(26),
    submission_id VARCHAR(200),
    looked_at DOUBLE,
    created_at DOUBLE NOT NULL,
    used_at DOUBLE NOT NULL,
    expires_at DOUBLE NOT NULL,
    CONSTRAINT pk_web_sessions PRIMARY KEY (hash),
    CONSTRAINT fk_web_sessions_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);
CREATE INDEX ix_web_sessions_expires_at ON web_sessions (expires_at);
CREATE INDEX ix_web_sessions_submission_id ON web_sessions (submission_id);
CREATE INDEX ix_web_sessions_user_id ON web_sessions (user_id);
CREATE TABLE judgements (
    upload_id VARCHAR(26) NOT NULL,
    generation INTEGER NOT NULL,
    code VARCHAR(128) NOT NULL,
    "right" BOOLEAN NOT NULL,
    severity VARCHAR(10) NOT NULL,
    measured DOUBLE,
    threshold DOUBLE,
    "by" VARCHAR(100) NOT NULL,
    at DOUBLE NOT NULL,
    CONSTRAINT pk_judgements PRIMARY KEY (upload_id, generation, code),
    CONSTRAINT fk_judgements_upload_id FOREIGN KEY(upload_id) REFERENCES uploads (id)
);
CREATE INDEX ix_judgements_at ON judgements (at);
CREATE INDEX ix_queue_marks_at ON queue_marks (at);
CREATE INDEX ix_audit_object ON audit (object);
CREATE TABLE fingerprints (
    id INTEGER NOT NULL,
    upload_id VARCHAR(26) NOT NULL,
    submission_id VARCHAR(200) NOT NULL,
    bits BLOB NOT NULL,
    CONSTRAINT pk_fingerprints PRIMARY KEY (id),
    CONSTRAINT fk_fingerprints_upload_id FOREIGN KEY(upload_id) REFERENCES uploads (id),
    CONSTRAINT uq_fingerprints_upload_id UNIQUE (upload_id)
);
CREATE INDEX ix_fingerprints_submission_id ON fingerprints (submission_id);
CREATE TABLE fingerprint_bands (
    band INTEGER NOT NULL,
    fingerprint_id INTEGER NOT NULL,
    bits BLOB NOT NULL,
    CONSTRAINT pk_fingerprint_bands PRIMARY KEY (band, fingerprint_id),
    CONSTRAINT fk_fingerprint_bands_fingerprint_id FOREIGN KEY(fingerprint_id) REFERENCES fingerprints (id) ON DELETE CASCADE
)
 WITHOUT ROWID;
CREATE INDEX ix_fingerprint_bands_fingerprint_id ON fingerprint_bands (fingerprint_id);
CREATE INDEX ix_submissions_created_at ON submissions (created_at);
CREATE INDEX ix_submissions_updated_at ON submissions (updated_at);
CREATE INDEX ix_uploads_updated_at ON uploads (updated_at);
CREATE TABLE queue_counts (
    facet VARCHAR(160) NOT NULL,
    state VARCHAR(10) NOT NULL,
    site VARCHAR(100) NOT NULL,
    rank INTEGER NOT NULL,
    n INTEGER NOT NULL,
    CONSTRAINT pk_queue_counts PRIMARY KEY (facet, state, site, rank)
);
CREATE INDEX ix_queue_counts_state ON queue_counts (state);
CREATE INDEX ix_queue_facets_order ON queue_facets (state, facet, rank, since, submission_id, site);
CREATE INDEX ix_queue_reviewer_order ON queue (reviewer, state, rank, since, submission_id) WHERE reviewer IS NOT NULL;
CREATE INDEX ix_queue_changed_order ON queue (state, rank, since, submission_id) WHERE changed = 1;
CREATE UNIQUE INDEX ix_users_subject ON users (subject);
CREATE TABLE saved_views (
    id VARCHAR(26) NOT NULL,
    user_id VARCHAR(26) NOT NULL,
    name BLOB NOT NULL,
    "query" BLOB NOT NULL,
    CONSTRAINT pk_saved_views PRIMARY KEY (id),
    CONSTRAINT fk_saved_views_user_id FOREIGN KEY(user_id) REFERENCES users (id)
);
CREATE INDEX ix_saved_views_user_id ON saved_views (user_id);
INSERT INTO alembic_version (version_num) VALUES ('0011');
INSERT INTO audit_end (id, number, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
