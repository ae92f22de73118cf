# SPDX-License-Identifier: Apache-2.0

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help install install-cli uninstall demo build test test-all prepare ci-suites test-c test-c-release test-explain test-swift \
        test-cli test-consumer test-metrics test-sso test-integrations portal \
        test-portal test-portal-operations test-portal-kill test-portal-widget test-portal-browser test-customers test-tools test-benchmarks \
        test-install test-release abi-check abi-update portability deb deb-cli dist prefix docs docs-check interop \
        test-bindings bench-bindings nginx-module test-nginx bench-nginx test-postgresql bench-postgresql test-arrow \
        test-spark bench-arrow arrow-environment spark-environment trust fuzz fuzz-differential bench bench-c bench-swift bench-cli \
        bench-peers bench-portal bench-check lint format clean need-swift need-libraries need-test-tools

SWIFT ?= swift
# Swift includes its own clang and swift-format.
SWIFT_BIN = $(dir $(realpath $(shell command -v $(SWIFT) 2>/dev/null)))
# The second compiler of the C tests: Swift's clang, else the system's clang, else gcc again.
CLANG = $(or $(and $(SWIFT_BIN),$(wildcard $(SWIFT_BIN)clang)),$(shell command -v clang 2>/dev/null))
SECOND = $(if $(CLANG),clang,gcc-release)
SECOND_C = $(or $(CLANG),gcc)
SECOND_CXX = $(if $(CLANG),$(CLANG)++,g++)
JOBS ?= $(shell getconf _NPROCESSORS_ONLN)
PYTHON = .build-python/bin/python
# The tests of the command line need only pytest; other tests need everything in the requirements.txt files.
PYTEST_STAMP = .build-python/.pytest
SITE_STAMP = .build-python/.site
PYTHON_STAMP = .build-python/.installed
# A separate environment, because its packages are large.
ARROW_PYTHON = .build-arrow/bin/python

LIBRARY_PACKAGES = libssl-dev libjansson-dev
INSTALL_PACKAGES = $(LIBRARY_PACKAGES) gcc cmake pkg-config
TEST_PACKAGES = $(LIBRARY_PACKAGES) gcc g++ cmake pkg-config libcmocka-dev locales \
    python3 python3-venv
ISSUER_PACKAGES = nodejs php-cli ruby ruby-jwt golang-go golang-github-golang-jwt-jwt-dev
SAMPLE_PACKAGES = $(ISSUER_PACKAGES) puma ruby-rack ruby-activesupport
CUSTOMER_PACKAGES = $(SAMPLE_PACKAGES) node-express ruby-actionpack
DEB_PACKAGES = $(INSTALL_PACKAGES) debhelper build-essential
PACKAGING_PACKAGES = $(TEST_PACKAGES) $(DEB_PACKAGES) lintian man-db
INSTALL_TEST_PACKAGES = $(PACKAGING_PACKAGES) binutils file clang lld llvm
RELEASE_PACKAGES = $(PACKAGING_PACKAGES) git meson zsh fish
ABI_PACKAGES = $(TEST_PACKAGES) abigail-tools
BENCH_PACKAGES = $(TEST_PACKAGES) libbenchmark-dev binutils
SITE_PACKAGES = $(TEST_PACKAGES) doxygen mandoc
DOCS_PACKAGES = mandoc man-db groff doxygen binutils
TRUST_PACKAGES = valgrind clang-tidy cppcheck
LINT_PACKAGES = clang-format codespell python3
ARROW_PACKAGES = $(LIBRARY_PACKAGES) gcc python3 python3-dev python3-venv
PORTAL_PACKAGES = $(LIBRARY_PACKAGES) libsqlite3-dev libpq-dev postgresql pkg-config python3
OPERATIONS_PACKAGES = $(PORTAL_PACKAGES) nginx openssl
WIDGET_PACKAGES = nodejs node-jsdom node-react node-react-dom node-typescript esbuild
NGINX_PACKAGES = nginx nginx-dev wrk curl openssl
POSTGRESQL_PACKAGES = $(TEST_PACKAGES) postgresql postgresql-server-dev-all pgbouncer
BROWSER_PACKAGES = $(PORTAL_PACKAGES) $(WIDGET_PACKAGES) chromium fonts-dejavu-core openssl

# Warnings are errors only here, so that packages that depend on this one build with any compiler.
export PBJWT_WARNINGS_AS_ERRORS ?= 1

# As distributions build it: without Swift, with the system's compiler.
CONFIGURE_BENCH = CC=gcc CXX=g++ cmake -S CSources -B .build-c/bench -DPBJWT_BUILD_BENCHMARKS=ON -DCMAKE_BUILD_TYPE=Release \
    -DPBJWT_WARNINGS_AS_ERRORS=ON

# Linked with Swift's runtime, so that it runs where Swift isn't installed. SwiftPM 6.3 can't read its own
# description of such a build ("unknown build description"), so the description is removed first. Without frame pointers,
# and without packing unrelated values into vectors, clang's code of the C library is 2 to 3 % faster.
BUILD_CLI = rm -f .build-cli/*/release/description.json && \
    $(SWIFT) build -c release --static-swift-stdlib --omit-frame-pointers -Xcc -fno-slp-vectorize \
        --scratch-path .build-cli --product pbjwt

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

PREFIX ?= /usr/local
BUILD ?= .build-c/install
install: ## Install the C library, without Swift: PREFIX=/usr/local, DESTDIR= for a staging folder
	@.ci/install-packages $(INSTALL_PACKAGES)
	cmake -S CSources -B '$(BUILD)' -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX='$(PREFIX)'
	cmake --build '$(BUILD)' -j $(JOBS)
	DESTDIR='$(DESTDIR)' cmake --install '$(BUILD)'
	@Packaging/paths '$(PREFIX)' '$(BUILD)/install_manifest.txt'

install-cli: need-libraries ## Install the command line with its manual and completions: PREFIX=/usr/local, DESTDIR=
	$(BUILD_CLI)
	Packaging/command-line/install .build-cli/release/pbjwt '$(DESTDIR)$(PREFIX)'
	@Packaging/paths '$(PREFIX)'

uninstall: ## Remove what `make install` and `make install-cli` put there, with the same PREFIX=, DESTDIR= and BUILD=
	@if test -e '$(BUILD)/install_manifest.txt'; then \
	    DESTDIR='$(DESTDIR)' cmake --build '$(BUILD)' --target uninstall; fi
	@Packaging/command-line/install --remove '$(DESTDIR)$(PREFIX)'

demo: need-libraries ## Verify a token of each payload form, and see one refused
	@echo 'Building the command line; the first time takes a minute or two.'
	@$(SWIFT) build --product pbjwt
	@sh Tests/CommandLine/demo.sh "$$($(SWIFT) build --show-bin-path)/pbjwt"

build: need-libraries ## Build the Swift products and the command line
	$(SWIFT) build -c release

# The tests to run for every change. Logs are in .build-logs; V=1 shows them as they are written.
CORE_TESTS = test-c test-swift test-cli test-consumer
# The tests that CMake builds run in parallel with those that Swift builds.
CORE_LANES = test-c -- $(filter-out test-c,$(CORE_TESTS))
# Each of these targets tests one folder of Integrations.
INTEGRATION_TESTS = test-nginx test-postgresql test-arrow
# These share SwiftPM's build folder and the installed prefix, so they run one after the other.
BUILD_TESTS = test-c-release test-metrics test-explain test-tools test-customers docs docs-check interop test-sso \
    test-benchmarks abi-check
# These install and remove packages, so they also run one after the other, but in parallel with those above.
RELEASE_TESTS = test-install test-release
# The packages for BUILD_TESTS and RELEASE_TESTS. `prepare` installs them first; otherwise RELEASE_TESTS find dpkg locked.
BUILD_PACKAGES = $(sort $(CUSTOMER_PACKAGES) $(DOCS_PACKAGES) $(SITE_PACKAGES) $(BENCH_PACKAGES) $(ABI_PACKAGES) \
    $(INSTALL_TEST_PACKAGES) $(RELEASE_PACKAGES))
# These have their own build folders. The portal's suites mostly wait (for browsers, killed processes and
# PostgreSQL), so they run in parallel with the engines, which wait too, and the packages. The engines come first, while
# the portal is built.
PORTAL_TESTS = test-portal
PACKAGE_TESTS = $(INTEGRATION_TESTS) test-bindings

test: need-libraries need-test-tools ## Run what a change needs day to day: C, Swift, command line, a dependent package
	@.ci/suites $(CORE_LANES)

test-all: need-libraries prepare ## Run every test: also installation, ABI, documentation, nine languages, the portal
	@.ci/suites $(CORE_TESTS) $(BUILD_TESTS) $(RELEASE_TESTS) $(PACKAGE_TESTS) $(PORTAL_TESTS)

test-integrations: $(INTEGRATION_TESTS) ## Test what runs inside other engines

prepare: need-test-tools $(PYTHON_STAMP) # what suites that run in parallel would otherwise make at the same time
	@# PostgreSQL too: a suite that upgrades it would do so while another suite runs its server.
	@.ci/install-packages $(BUILD_PACKAGES) $(PORTAL_PACKAGES) $(POSTGRESQL_PACKAGES) $(NGINX_PACKAGES) $$(Examples/run --packages)
	@$(MAKE) -s prefix >/dev/null

ci-suites: # what .ci/run runs
	@status=0; \
	.ci/suites --table lint || status=1; \
	.ci/suites --table test-c-release $(CORE_LANES) || status=1; \
	.ci/suites --table $(filter-out test-c-release,$(BUILD_TESTS)) -- $(RELEASE_TESTS) || status=1; \
	.ci/suites --table $(PACKAGE_TESTS) -- $(PORTAL_TESTS) || status=1; \
	.ci/suites --table 'trust SHORT=1' -- bench-check || status=1; \
	exit $$status

test-c: need-test-tools ## Run the C tests, built by gcc with sanitizers
	cmake -S CSources -B .build-c/gcc -DPBJWT_BUILD_TESTS=ON -DPBJWT_WARNINGS_AS_ERRORS=ON \
	    -DPBJWT_DIFFERENTIAL_CASES=20000 \
	    -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=gcc -DCMAKE_CXX_COMPILER=g++ \
	    -DCMAKE_C_FLAGS='-fsanitize=address,undefined -fno-sanitize-recover=all'
	cmake --build .build-c/gcc -j $(JOBS)
	ctest --test-dir .build-c/gcc --output-on-failure -j $(JOBS)
	@.build-c/gcc/Tests/test_vectors 2>&1 | grep 'external vectors'

test-c-release: need-test-tools ## Run the C tests again, optimized, built by clang if it is installed
	cmake -S CSources -B .build-c/$(SECOND) -DPBJWT_BUILD_TESTS=ON -DPBJWT_WARNINGS_AS_ERRORS=ON \
	    -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER='$(SECOND_C)' -DCMAKE_CXX_COMPILER='$(SECOND_CXX)'
	cmake --build .build-c/$(SECOND) -j $(JOBS)
	ctest --test-dir .build-c/$(SECOND) --output-on-failure -j $(JOBS)
	@.build-c/$(SECOND)/Tests/test_vectors 2>&1 | grep 'external vectors'
	@$(if $(CLANG),,echo 'Left out: clang, since neither Swift nor clang is installed')

test-explain: need-test-tools $(PYTHON_STAMP) ## Explain about two hundred real mistakes, and check the reports for secrets
	@.ci/install-packages $(TEST_PACKAGES) $(ISSUER_PACKAGES)
	@$(MAKE) prefix
	PBJWT_LIBRARY=.build-c/interop/libpbjwt.so $(PYTHON) -B -W ignore -m pytest -q -p no:cacheprovider Tests/Explain

test-swift: need-libraries ## Run the Swift tests
	$(SWIFT) test

test-cli: need-libraries need-test-tools $(PYTEST_STAMP) ## Test the command line
	$(SWIFT) build --product pbjwt
	PBJWT="$$($(SWIFT) build --show-bin-path)/pbjwt" $(PYTHON) -m pytest -q -p no:cacheprovider -n 2 \
	    Tests/CommandLine

test-consumer: need-libraries ## Build and run a package that depends on this one
	$(SWIFT) run --package-path Tests/Consumer --scratch-path .build-consumer

test-metrics: need-libraries ## Test the example for swift-metrics
	$(SWIFT) test --package-path Examples/SwiftMetrics --scratch-path .build-swift-metrics

test-sso: need-swift need-test-tools $(PYTHON_STAMP) ## Compare URL parsing with a browser's, and run the documents' samples: CASES=200000 SEED=1
	@.ci/install-packages $(SAMPLE_PACKAGES)
	$(SWIFT) build -c release -Xswiftc -enable-testing --package-path Tests/PortalURLs --scratch-path .build-portal-urls
	$(PYTHON) -B Tests/PortalURLs/portal_urls.py .build-portal-urls/release/PortalURLs \
	    --cases $(or $(CASES),200000) --seed $(or $(SEED),1)
	SWIFT='$(SWIFT)' $(PYTHON) -B Tests/PortalURLs/planted.py .build-portal-urls-planted
	$(PYTHON) -B Tests/PortalURLs/samples.py .build-portal-urls/release/PortalURLs
	python3 Tests/Documents/check_documents.py

PORTAL = --package-path Portal --scratch-path .build-portal
portal: need-swift $(PYTHON_STAMP) ## Start a portal and a customer's app to click through, and print addresses and log-ins
	@.ci/install-packages $(PORTAL_PACKAGES)
	$(SWIFT) build $(PORTAL) --product portal
	@$(PYTHON) -B Portal/demo "$$($(SWIFT) build $(PORTAL) --show-bin-path)/portal"

test-portal: need-swift ## Test the portal on SQLite and PostgreSQL, its widget and its pages; kill its processes: SECONDS=20
	@.ci/install-packages $(PORTAL_PACKAGES)
	Portal/Tests/postgresql.py $(SWIFT) test $(PORTAL)
	@$(MAKE) test-portal-operations
	@$(MAKE) test-portal-kill SECONDS=$(or $(SECONDS),20)
	@$(MAKE) test-portal-widget test-portal-browser

test-portal-operations: need-swift $(PYTHON_STAMP) ## Test the portal in operation: shutdown, two processes behind nginx, bad input, full disks, backups
	@.ci/install-packages $(OPERATIONS_PACKAGES)
	$(SWIFT) build $(PORTAL) --product portal
	@portal="$$($(SWIFT) build $(PORTAL) --show-bin-path)/portal"; cd Portal/Tests/Server; set -e; \
	SWIFT='$(SWIFT)' python3 -B readme.py "$$portal"; \
	python3 -B ending.py "$$portal"; \
	python3 -B full_disk.py "$$portal"; \
	python3 -B restoring.py "$$portal"; \
	../postgresql.py python3 -B ending.py "$$portal" --rounds 1 --postgresql; \
	../postgresql.py python3 -B restoring.py "$$portal" --postgresql; \
	../postgresql.py python3 -B processes.py "$$portal"; \
	'$(CURDIR)/$(PYTHON)' -B api.py "$$portal"; \
	../postgresql.py '$(CURDIR)/$(PYTHON)' -B api.py "$$portal" --postgresql

test-portal-kill: need-swift ## Kill processes that use the durable stores, and check what is left: SECONDS=60
	@.ci/install-packages $(PORTAL_PACKAGES)
	$(SWIFT) build $(PORTAL) --product portal-kill-worker
	python3 -B Portal/Tests/Kill/test_judge.py
	@worker="$$($(SWIFT) build $(PORTAL) --show-bin-path)/portal-kill-worker"; set -e; \
	for store in sqlite postgresql; do \
	    python3 -B Portal/Tests/Kill/kill.py "$$worker" $$store --seconds $(or $(SECONDS),60); \
	    for fault in replay lies; do \
	        python3 -B Portal/Tests/Kill/kill.py "$$worker" $$store --seconds 4 --broken $$fault; \
	    done; \
	done

test-customers: need-swift need-test-tools $(PYTHON_STAMP) ## Sign in at a customer's app in five languages, with the snippets from the portal's settings
	@.ci/install-packages $(CUSTOMER_PACKAGES)
	$(SWIFT) build --product pbjwt
	PBJWT="$$($(SWIFT) build --show-bin-path)/pbjwt" $(PYTHON) -B -m pytest -q -p no:cacheprovider Examples/CustomerApp/tests

test-portal-widget: $(PYTHON_STAMP) ## Test the widget in jsdom, with the snippets of plain pages, React, Vue and Angular
	@.ci/install-packages $(WIDGET_PACKAGES)
	NODE_PATH="/usr/share/nodejs:$$(echo /usr/lib/*/nodejs | tr ' ' :)" node --test Portal/Tests/Widget

test-portal-browser: need-swift $(PYTHON_STAMP) ## Click through portal, settings and widget in Chromium; screenshots go to .build-portal-screenshots
	@.ci/install-packages $(BROWSER_PACKAGES)
	$(SWIFT) build $(PORTAL) --product portal
	PORTAL="$$($(SWIFT) build $(PORTAL) --show-bin-path)/portal" \
	    $(PYTHON) -B -m pytest -q -p no:cacheprovider Portal/Tests/Browser

test-tools: need-swift need-test-tools $(PYTHON_STAMP) ## Test tokens of other libraries, the code and figures of the pages, the Unicode table, make and CI
	@.ci/install-packages $(ISSUER_PACKAGES)
	$(SWIFT) build
	PBJWT="$$($(SWIFT) build --show-bin-path)/pbjwt" $(PYTHON) -m pytest -q -p no:cacheprovider \
	    Tests/Interop Tests/Readme Tests/Unicode Tests/Make

test-benchmarks: need-test-tools $(PYTHON_STAMP) ## Test the comparison with the peers, and build its workers
	@.ci/install-packages $(BENCH_PACKAGES)
	$(CONFIGURE_BENCH)
	cmake --build .build-c/bench -j $(JOBS)
	PBJWT_BENCHMARKS=.build-c/bench $(PYTHON) -m pytest -q -p no:cacheprovider Benchmarks/Tests

test-install: need-test-tools $(PYTHON_STAMP) ## Install the C library and its Debian packages, build with them, remove them
	@.ci/install-packages $(INSTALL_TEST_PACKAGES)
	$(PYTHON) -m pytest -q -p no:cacheprovider Tests/Install

test-release: need-swift need-test-tools $(PYTHON_STAMP) ## Test the parts of a release: versions, archive, command line, packages, recipes
	@.ci/install-packages $(RELEASE_PACKAGES)
	$(BUILD_CLI)
	PBJWT_CLI=.build-cli/release/pbjwt $(PYTHON) -m pytest -q -p no:cacheprovider Tests/Release

abi-check: need-test-tools $(PYTHON_STAMP) ## Compare the ABI with the committed one, and run a program of the first version
	@.ci/install-packages $(ABI_PACKAGES)
	$(PYTHON) -m pytest -q -p no:cacheprovider Tests/ABI

portability: ## Run the C tests on other processors and systems (as root): SHORT=1, ROWS='"aarch64 gcc -O2"'
	@.ci/install-packages $$(Tests/Portability/portability --packages $(if $(SHORT),--short) $(ROWS))
	Tests/Portability/portability $(if $(SHORT),--short) $(ROWS)

abi-update: ## Update the committed ABI after a compatible change
	@.ci/install-packages $(ABI_PACKAGES)
	python3 Tests/ABI/conftest.py

deb: ## Make the Debian packages libpbjwt0 and libpbjwt-dev in .build-c/deb
	@.ci/install-packages $(DEB_PACKAGES)
	Packaging/debian/build .build-c/deb

deb-cli: need-libraries ## Make the Debian package pbjwt, the command line, in .build-c/deb-cli
	@.ci/install-packages $(DEB_PACKAGES)
	$(BUILD_CLI)
	Packaging/command-line/build .build-cli/release/pbjwt .build-c/deb-cli

dist: ## Make the source archive pbjwt-VERSION.tar.gz in .build-dist from what is committed
	Packaging/dist .build-dist

prefix: # what examples and documents are tested with
	cmake -S CSources -B .build-c/interop -DCMAKE_BUILD_TYPE=Release
	cmake --build .build-c/interop -j $(JOBS)
	cmake --install .build-c/interop --prefix "$(CURDIR)/.build-c/prefix" >/dev/null

docs: need-libraries $(SITE_STAMP) ## Build all documentation as one site in .build-site
	@.ci/install-packages $(SITE_PACKAGES)
	docs/docc
	mkdir -p .build-docs
	PBJWT_DOXYGEN_OUT=.build-docs doxygen docs/Doxyfile
	@$(MAKE) prefix
	$(PYTHON) -B docs/site/build.py .build-site .build-docs/html .build-docc/swift .build-c/interop/libpbjwt.so
	@echo 'To read it, run `python3 -m http.server -d .build-site` and open http://localhost:8000'

docs-check: need-swift need-test-tools ## Check the manual and all pages: names, options, links, code
	@.ci/install-packages $(TEST_PACKAGES) $(DOCS_PACKAGES)
	@$(MAKE) prefix
	$(SWIFT) build --product pbjwt
	PBJWT="$$($(SWIFT) build --show-bin-path)/pbjwt" PBJWT_PREFIX="$(CURDIR)/.build-c/prefix" python3 docs/check

interop: need-test-tools ## Build and run the examples that need no package: interop LANGUAGES=C
	@.ci/install-packages $(TEST_PACKAGES) $$(Examples/run --packages $(LANGUAGES))
	@$(MAKE) prefix
	PBJWT_PREFIX="$(CURDIR)/.build-c/prefix" Examples/run $(LANGUAGES)

NGINX_TESTS = $(PYTHON) -B -m pytest -q -p no:cacheprovider
nginx-module: need-test-tools
	@.ci/install-packages $(NGINX_PACKAGES)
	@$(MAKE) prefix
	PKG_CONFIG_PATH="$(CURDIR)/.build-c/prefix/lib/pkgconfig" Integrations/nginx/build .build-nginx/module

test-nginx: nginx-module $(PYTHON_STAMP) ## Test the nginx module in a real nginx: attacks, reloads under load, killed workers, sanitizers
	PBJWT_NGINX_MODULE=.build-nginx/module/ngx_http_pbjwt_module.so $(NGINX_TESTS) Integrations/nginx/tests
	PKG_CONFIG_PATH="$(CURDIR)/.build-c/prefix/lib/pkgconfig" LDFLAGS=-fsanitize=address,undefined \
	    CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined' \
	    Integrations/nginx/build .build-nginx/sanitized
	PBJWT_NGINX_MODULE=.build-nginx/sanitized/ngx_http_pbjwt_module.so PBJWT_PRELOAD="$$(gcc -print-file-name=libasan.so)" \
	    $(NGINX_TESTS) $(addprefix Integrations/nginx/tests/test_,check.py configuration.py headers.py logs.py)

bench-nginx: nginx-module ## Measure the nginx module beside no check, a service behind auth_request, and haproxy: WHERE=1
	@.ci/install-packages haproxy $(if $(WHERE),linux-perf)
	Integrations/nginx/bench .build-nginx/module/ngx_http_pbjwt_module.so $(if $(WHERE),--where)

test-bindings: need-test-tools ## Test the package of each language as users install it: LANGUAGES="Go Python"
	@.ci/install-packages $(TEST_PACKAGES) $$(Bindings/run --packages $(LANGUAGES))
	@$(MAKE) prefix
	python3 -B Bindings/contract.py --check
	python3 -B Bindings/test_metadata.py
	PBJWT_PREFIX="$(CURDIR)/.build-c/prefix" Bindings/run $(LANGUAGES)

bench-bindings: need-test-tools ## Measure the package of each language beside other libraries: LANGUAGES="Go Python"
	@.ci/install-packages $(TEST_PACKAGES) $$(Bindings/run --packages $(LANGUAGES))
	@$(MAKE) prefix
	PBJWT_PREFIX="$(CURDIR)/.build-c/prefix" Bindings/bench.py $(LANGUAGES)

test-postgresql: need-test-tools $(PYTHON_STAMP) ## Build the PostgreSQL extension, and attack it on a real server: ROWS=1000000
	@.ci/install-packages $(POSTGRESQL_PACKAGES)
	@$(MAKE) prefix
	PBJWT_PREFIX="$(CURDIR)/.build-c/prefix" PBJWT_ROWS=$(or $(ROWS),1000000) \
	    $(PYTHON) -B -m pytest -q -p no:cacheprovider Integrations/PostgreSQL/tests

bench-postgresql: need-test-tools $(PYTHON_STAMP) ## Measure the PostgreSQL extension on a million rows, beside PL/Python, pgcrypto and settings
	@.ci/install-packages $(POSTGRESQL_PACKAGES)
	@.ci/install-packages postgresql-plpython3-$$(ls /usr/lib/postgresql | sort -n | tail -n 1)
	@$(MAKE) prefix
	PBJWT_PREFIX="$(CURDIR)/.build-c/prefix" $(PYTHON) -B Integrations/PostgreSQL/bench $(or $(ROWS),1000000)

arrow-environment: # the Python package as it is now, with pyarrow, polars and DuckDB
	@.ci/install-packages $(ARROW_PACKAGES)
	test -x $(ARROW_PYTHON) || python3 -m venv .build-arrow
	$(ARROW_PYTHON) -m pip install -q --disable-pip-version-check -r Integrations/Arrow/requirements.txt
	$(ARROW_PYTHON) -m pip install -q --disable-pip-version-check --no-deps --force-reinstall ./Bindings/Python

spark-environment: arrow-environment
	@.ci/install-packages openjdk-17-jre-headless
	$(ARROW_PYTHON) -m pip install -q --disable-pip-version-check -r Integrations/Arrow/spark/requirements.txt

test-arrow: arrow-environment ## Verify columns of tokens in pyarrow, polars and DuckDB, and check a log: ROWS=1000000
	$(ARROW_PYTHON) -B -m pytest -q -p no:cacheprovider Integrations/Arrow/tests
	$(ARROW_PYTHON) -B Integrations/Arrow/check_many.py --rows $(or $(ROWS),1000000)

test-spark: spark-environment ## Verify columns of tokens in Spark (491 MB, Java 17), and kill its workers
	cd Integrations/Arrow/spark && '$(CURDIR)/$(ARROW_PYTHON)' -B -m pytest -q -p no:cacheprovider test_spark.py

bench-arrow: arrow-environment ## Measure the job that checks a log, its parts, and PyJWT: ROWS=1000000, SPARK=1
	$(if $(SPARK),@$(MAKE) spark-environment)
	$(ARROW_PYTHON) -B Integrations/Arrow/bench.py --rows $(or $(ROWS),1000000) $(if $(SPARK),--spark)

trust: need-test-tools ## Run the security checks; SHORT=1 runs those that every change has to pass
	@.ci/install-packages $(TEST_PACKAGES) $(TRUST_PACKAGES)
	python3 Tests/Fuzz/seeds.py --check
	SWIFT='$(SWIFT)' Tests/Trust/trust $(if $(SHORT),--short) $(CHECKS)

fuzz: need-libraries ## Fuzz each target for SECONDS=60, or the TARGETS named
	SWIFT='$(SWIFT)' Tests/Fuzz/run --seconds $(or $(SECONDS),60) $(TARGETS)

fuzz-differential: need-test-tools ## Compare the JSON reader with jansson on ten million payloads
	cmake -S CSources -B .build-c/$(SECOND) -DPBJWT_BUILD_TESTS=ON -DCMAKE_BUILD_TYPE=Release \
	    -DCMAKE_C_COMPILER='$(SECOND_C)' -DCMAKE_CXX_COMPILER='$(SECOND_CXX)'
	cmake --build .build-c/$(SECOND) -j $(JOBS) \
	    --target differential_static differential_baseline differential_portable
	.build-c/$(SECOND)/Tests/differential_static 10000000 $(or $(SEED),1)
	.build-c/$(SECOND)/Tests/differential_baseline 10000000 $(or $(SEED),1)
	.build-c/$(SECOND)/Tests/differential_portable 10000000 $(or $(SEED),1)

bench: bench-c bench-swift bench-cli bench-peers ## Measure everything, and write Benchmarks/results

bench-c: need-test-tools ## Measure the C library: tokens, outcomes, floors, cold start, threads
	@.ci/install-packages $(BENCH_PACKAGES)
	$(CONFIGURE_BENCH)
	cmake --build .build-c/bench -j $(JOBS) --target suite
	.build-c/bench/Benchmarks/suite --benchmark_repetitions=9 --benchmark_enable_random_interleaving=true \
	    --benchmark_report_aggregates_only=true --benchmark_min_time=0.05

bench-swift: need-libraries ## Measure the Swift module beside jwt-kit
	$(SWIFT) package --package-path Benchmarks --scratch-path .build-bench/swift \
	    benchmark --no-progress --time-units nanoseconds

bench-cli: need-swift need-test-tools ## Measure the command line, as it is installed, on four million tokens
	@.ci/install-packages $(BENCH_PACKAGES)
	$(CONFIGURE_BENCH)
	cmake --build .build-c/bench -j $(JOBS) --target worker lines
	$(BUILD_CLI)
	python3 Benchmarks/command_line.py .build-cli/release/pbjwt \
	    .build-c/bench/Benchmarks/worker .build-c/bench/Benchmarks/lines

bench-peers: need-swift need-test-tools ## Measure it beside every available peer: figures, page and charts
	@.ci/install-packages $(BENCH_PACKAGES)
	python3 Benchmarks/compare.py --install

bench-portal: need-swift need-test-tools ## Measure the portal with wrk, on SQLite and PostgreSQL: SECONDS=10; or its memory over time: MINUTES=10
	@.ci/install-packages $(PORTAL_PACKAGES) wrk
	@$(MAKE) prefix
	$(SWIFT) build -c release --package-path Portal --scratch-path .build-portal-release --product portal
	Portal/Tests/postgresql.py python3 -B Portal/Tests/Load/load.py .build-portal-release/release/portal .build-c/prefix \
	    $(if $(MINUTES),--minutes $(MINUTES),--seconds $(or $(SECONDS),10))

bench-check: need-test-tools ## Check the instruction counts of good and hostile tokens, and the library's size
	@.ci/install-packages $(BENCH_PACKAGES) valgrind
	$(CONFIGURE_BENCH)
	cmake --build .build-c/bench -j $(JOBS) --target bench_verify bench_work pbjwt_shared
	python3 Benchmarks/C/instructions.py .build-c/bench/Benchmarks/bench_verify
	python3 Benchmarks/C/work.py .build-c/bench/Benchmarks/bench_work
	strip -o .build-c/bench/stripped.so .build-c/bench/libpbjwt.so
	@bytes=$$(wc -c <.build-c/bench/stripped.so); \
	    verifier=$$(size -B .build-c/bench/CMakeFiles/pbjwt_shared.dir/pbjwt.c.o | awk 'NR == 2 { print $$1 + $$2 }'); \
	    echo "the shared library is $$bytes bytes, to be less than 270336, and its code without explanations $$verifier, to be less than 100352" \
	    && test "$$bytes" -lt 270336 && test "$$verifier" -lt 100352

lint: need-swift ## Check the formatting of C and Swift, the spelling and the wording
	@.ci/install-packages $(LINT_PACKAGES)
	git ls-files '*.c' '*.h' '*.cpp' '*.hpp' | xargs clang-format --dry-run -Werror
	git ls-files '*.swift' | xargs '$(SWIFT_BIN)swift-format' lint --strict
	@# One file of the library and ProductBridgeSSO's sealing include OpenSSL; one file includes jansson.
	test "$$(git grep -l '#include <openssl/' -- CSources Sources/CSealing | tr '\n' ' ')" = 'CSources/mac.c Sources/CSealing/sealing.c '
	test "$$(git grep -l '#include <jansson' -- CSources)" = CSources/tree_node.h
	python3 -B docs/check/wording.py

format: need-swift ## Format C and Swift
	@.ci/install-packages $(LINT_PACKAGES)
	git ls-files '*.c' '*.h' '*.cpp' '*.hpp' | xargs clang-format -i
	git ls-files '*.swift' | xargs '$(SWIFT_BIN)swift-format' format -i

clean: ## Remove everything that was built
	rm -rf .build .build-*

need-swift:
	@command -v $(SWIFT) >/dev/null || { \
	    echo 'Swift is not in PATH. Install version 6.2 or newer from https://www.swift.org/install, or by swiftly' >&2; \
	    echo '(https://www.swift.org/swiftly), open a new shell, and try again.' >&2; exit 1; }

need-libraries: need-swift
	@.ci/install-packages $(LIBRARY_PACKAGES)

need-test-tools:
	@.ci/install-packages $(TEST_PACKAGES)

$(PYTEST_STAMP): Tests/CommandLine/requirements.txt
	@.ci/install-packages python3 python3-venv
	python3 -m venv .build-python
	$(PYTHON) -m pip install -q -r $<
	@touch $@

$(SITE_STAMP): $(PYTEST_STAMP) docs/site/requirements.txt
	$(PYTHON) -m pip install -q $(addprefix -r ,$(filter %.txt,$^))
	@touch $@

$(PYTHON_STAMP): $(PYTEST_STAMP) $(addsuffix /requirements.txt,docs/site Tests/Interop Tests/PortalURLs Tests/Unicode Tests/Release Portal/Tests/Browser \
    Portal/Tests/Server Integrations/PostgreSQL/tests)
	$(PYTHON) -m pip install -q $(addprefix -r ,$(filter %.txt,$^))
	@touch $@
