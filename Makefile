# SPDX-License-Identifier: Apache-2.0
#
# libfapi. GNU make 4.3. `make help` lists what there is to make; nothing is written outside $(BUILD) (and DESTDIR).
#
# From the command line or the environment: BUILD CC CXX CFLAGS CPPFLAGS LDFLAGS PKG_CONFIG WERROR=1, for the libraries
# underneath MBEDTLS_CFLAGS MBEDTLS_LIBS OPENSSL_CFLAGS OPENSSL_LIBS, for install DESTDIR PREFIX LIBDIR INCLUDEDIR. What you give is added to the
# flags that the code needs, never replaced by them.

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
SHELL = /bin/bash

BUILD      ?= build
PKG_CONFIG ?= pkg-config
CXX        ?= g++
CFLAGS     ?= -O2 -g
PREFIX     ?= /usr/local
LIBDIR     ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
SANITIZE   ?=#                  address,undefined or undefined or thread; the asan, ubsan and tsan targets set it
JOBS       ?= 1#                test programs that run at the same time
FUZZ_SECONDS ?= 60#             for each fuzz target

VERSION := $(shell sed -n 's/^\#define FAPI_VERSION "\(.*\)"/\1/p' include/fapi.h)
# Raised whenever the ABI breaks, which below 1.0 a minor version may do.
SOVERSION := 0

# ---------------------------------------------------------------------------------------------------------- flags --

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wwrite-strings \
	-Wvla -Wformat=2 -Wundef -Wpointer-arith -Wdouble-promotion $(if $(filter 1,$(WERROR)),-Werror)
# Sanitizers bring checks of their own, and blow up frames.
HARDEN = -fstack-protector-strong $(if $(filter -O1 -O2 -O3 -Os,$(CFLAGS)),$(if $(findstring _FORTIFY_SOURCE,$(CFLAGS) $(CPPFLAGS)),,-D_FORTIFY_SOURCE=2))
LIB_WARN = -Wframe-larger-than=2048
SAN :=
ifneq ($(strip $(SANITIZE)),)
SAN := -fsanitize=$(strip $(SANITIZE)) -fno-sanitize-recover=all -fno-omit-frame-pointer
HARDEN :=
LIB_WARN :=
endif
LANG_FLAGS := -std=c11 -D_POSIX_C_SOURCE=200809L -fPIC -fvisibility=hidden -ffile-prefix-map=$(CURDIR)=. -Iinclude -Ilib

# Debian's Mbed TLS 2.28 has no .pc file, 3.6 may have one.
MBEDTLS_CFLAGS ?= $(shell $(PKG_CONFIG) --cflags mbedx509 mbedcrypto 2>/dev/null)
MBEDTLS_LIBS   ?= $(or $(shell $(PKG_CONFIG) --libs mbedx509 mbedcrypto 2>/dev/null),-lmbedx509 -lmbedcrypto)
OPENSSL_CFLAGS ?= $(shell $(PKG_CONFIG) --cflags libcrypto 2>/dev/null)
OPENSSL_LIBS   ?= $(or $(shell $(PKG_CONFIG) --libs libcrypto 2>/dev/null),-lcrypto)
BASE_CFLAGS := $(shell $(PKG_CONFIG) --cflags libsodium 2>/dev/null)
BASE_LIBS   := $(or $(shell $(PKG_CONFIG) --libs libsodium 2>/dev/null),-lsodium) -lpthread
# Only tests, benchmarks and fuzz targets use it, as an oracle and to make what the library judges; neither library does.
JANSSON_CFLAGS := $(shell $(PKG_CONFIG) --cflags jansson 2>/dev/null)
JANSSON_LIBS   := $(or $(shell $(PKG_CONFIG) --libs jansson 2>/dev/null),-ljansson)
CMOCKA_LIBS  = $(or $(shell $(PKG_CONFIG) --libs cmocka 2>/dev/null),-lcmocka)

# The second library is built where OpenSSL 3 has its headers.
HAVE_OPENSSL := $(shell printf '\043include <openssl/opensslv.h>\n\043if OPENSSL_VERSION_MAJOR < 3\n\043error\n\043endif\n' | \
	$(CC) $(CPPFLAGS) $(OPENSSL_CFLAGS) -E - >/dev/null 2>&1 && echo yes)
FLAVOURS := default $(if $(HAVE_OPENSSL),openssl)
NAME_default := libfapi
NAME_openssl := libfapi-openssl
LIBS_default  = $(MBEDTLS_LIBS) $(BASE_LIBS)
LIBS_openssl  = $(OPENSSL_LIBS) $(BASE_LIBS)

# V=1 shows the commands.
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(Q),@printf '  %-5s %s\n' '$1' '$2')
COMPILE = $(CC) $(LANG_FLAGS) $(WARN) $(HARDEN) $(BASE_CFLAGS) $(CPPFLAGS) $(CFLAGS) $(SAN) -MMD -MP
LINK    = $(CC) $(CFLAGS) $(SAN) -Wl,-z,relro,-z,now $(LDFLAGS)

# -------------------------------------------------------------------------------------------------------- sources --

SRC_common  := $(sort $(filter-out lib/crypto/mbedtls_% lib/crypto/openssl_%,$(wildcard lib/*/*.c)))
SRC_default := $(SRC_common) $(sort $(wildcard lib/crypto/mbedtls_*.c))
SRC_openssl := $(SRC_common) $(sort $(wildcard lib/crypto/openssl_*.c))
TESTS       := $(sort $(filter-out test/outside/% test/bench/% test/tools/%,$(wildcard test/*/test_*.c)))
# What several test programs share: the harness, and files beside the tests whose names do not begin with test_.
TEST_SHARED := $(sort $(wildcard test/*.c) $(filter-out $(TESTS) test/outside/% test/bench/% test/tools/%,$(wildcard test/*/*.c)))
BENCHES     := $(sort $(wildcard test/bench/bench*.c))
# Beside them: what all share, and raw_mbedtls*.c or raw_openssl*.c with one library each.
BENCH_SHARED := $(sort $(filter-out $(BENCHES),$(wildcard test/bench/*.c)))
BENCH_SHARED_default := $(filter-out test/bench/raw_openssl%,$(BENCH_SHARED))
BENCH_SHARED_openssl := $(filter-out test/bench/raw_mbedtls%,$(BENCH_SHARED))
EXAMPLES    := $(sort $(wildcard examples/*.c examples/demo/*.c))
# The client, which needs less than the servers: libcurl and jansson.
CLIENT      := $(sort $(wildcard examples/client/*.c))
HAVE_CURL   := $(shell $(PKG_CONFIG) --exists libcurl jansson 2>/dev/null && echo yes)
CURL_CFLAGS := $(shell $(PKG_CONFIG) --cflags libcurl 2>/dev/null)
CURL_LIBS   := $(or $(shell $(PKG_CONFIG) --libs libcurl 2>/dev/null),-lcurl)
# Whole programs of several files, which need more than the library: their folder is their name. examples/server is what they share.
SYSTEM_NEEDS := libmicrohttpd gnutls sqlite3 jansson libcurl
HAVE_SYSTEM := $(shell $(PKG_CONFIG) --exists $(SYSTEM_NEEDS) 2>/dev/null && echo yes)
SYSTEM_PROGRAMS := $(foreach p,auth-server resource-server,$(if $(wildcard examples/$p/*.c),$p))
SYSTEM_SHARED := $(sort $(wildcard examples/server/*.c))
SYSTEM_SOURCES := $(SYSTEM_SHARED) $(sort $(wildcard $(SYSTEM_PROGRAMS:%=examples/%/*.c)))
SYSTEM_TOOLS := $(sort $(wildcard examples/system/*.c))
FUZZERS     := $(sort $(wildcard fuzz/fuzz_*.c))
FUZZ_SHARED := $(sort $(filter-out $(FUZZERS) fuzz/replay.c,$(wildcard fuzz/*.c)))

obj = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
OBJECTS := $(call obj,$(sort $(SRC_default) $(SRC_openssl) $(TESTS) $(TEST_SHARED) $(BENCHES) $(BENCH_SHARED) $(EXAMPLES) $(CLIENT) \
	$(FUZZERS) $(FUZZ_SHARED) fuzz/replay.c $(SYSTEM_TOOLS) $(if $(HAVE_SYSTEM),$(SYSTEM_SOURCES))))

# ----------------------------------------------------------------------------------------------------- the library --

.DEFAULT_GOAL := all
.PHONY: all lib
all: lib ## the static and the shared library, with Mbed TLS (libfapi) and with OpenSSL (libfapi-openssl)
lib: $(foreach f,$(FLAVOURS),$(BUILD)/$(NAME_$f).a $(BUILD)/$(NAME_$f).so)
ifeq ($(HAVE_OPENSSL),)
	@echo 'No headers of OpenSSL 3: libfapi-openssl is left out (Debian, Ubuntu: libssl-dev).'
endif

# Everything is rebuilt when the flags change: they are kept in a file that is only touched when they differ.
$(BUILD)/flags: always
	@mkdir -p $(@D)
	@printf '%s\n' '$(COMPILE) | $(LINK) | $(LIBS_default) | $(LIBS_openssl)' | cmp -s - $@ || \
		printf '%s\n' '$(COMPILE) | $(LINK) | $(LIBS_default) | $(LIBS_openssl)' >$@
.PHONY: always

# Target-specific variables would travel to prerequisites; a function of the object's path does not.
extra = $(if $(filter $(BUILD)/obj/lib/%,$1),$(LIB_WARN),-I. -Itest $(JANSSON_CFLAGS)) $(if $(findstring /mbedtls_,$1),$(MBEDTLS_CFLAGS)) \
	$(if $(findstring /openssl_,$1),$(OPENSSL_CFLAGS)) \
	$(if $(filter $(BUILD)/obj/examples/client/%,$1),$(CURL_CFLAGS)) \
	$(if $(filter $(call obj,$(SYSTEM_SOURCES)),$1),-Iexamples -D_DEFAULT_SOURCE $(SYSTEM_CFLAGS)) \
	$(if $(filter $(BUILD)/obj/test/bench/%,$1),$(MBEDTLS_CFLAGS) $(OPENSSL_CFLAGS) $(PEER_CFLAGS))
$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(call extra,$@) -c $< -o $@
-include $(OBJECTS:.o=.d)

# The linker's map from the list of exports.
$(BUILD)/fapi.map: lib/fapi.sym
	@mkdir -p $(@D)
	$(Q){ echo 'FAPI_$(SOVERSION) { global:'; sed 's/$$/;/' $<; echo 'local: *; };'; } >$@

# The list of objects is a prerequisite, so that a removed source leaves the library too.
$(BUILD)/sources: always
	@mkdir -p $(@D)
	@printf '%s\n' $(SRC_default) $(SRC_openssl) $(TEST_SHARED) $(FUZZ_SHARED) $(BENCH_SHARED) | cmp -s - $@ || \
		printf '%s\n' $(SRC_default) $(SRC_openssl) $(TEST_SHARED) $(FUZZ_SHARED) $(BENCH_SHARED) >$@

define library =
$(BUILD)/$(NAME_$1).a: $(call obj,$(SRC_$1)) $(BUILD)/sources
	$$(call say,AR,$$@)
	$$(Q)rm -f $$@; $$(AR) rcD $$@ $$(filter %.o,$$^)
$(BUILD)/$(NAME_$1).so.$(VERSION): $(call obj,$(SRC_$1)) $(BUILD)/fapi.map $(BUILD)/sources
	$$(call say,LD,$$@)
	$$(Q)$$(LINK) -shared -Wl,-soname,$(NAME_$1).so.$(SOVERSION) -Wl,--version-script=$(BUILD)/fapi.map \
		$$(if $$(SAN),,-Wl,-z,defs) $$(filter %.o,$$^) $$(LIBS_$1) -o $$@
$(BUILD)/$(NAME_$1).so: $(BUILD)/$(NAME_$1).so.$(VERSION)
	$$(Q)ln -sf $$(<F) $(BUILD)/$(NAME_$1).so.$(SOVERSION)
	$$(Q)ln -sf $(NAME_$1).so.$(SOVERSION) $$@
endef
$(foreach f,default openssl,$(eval $(call library,$f)))

# ---------------------------------------------------------------------------------------------------------- tests --

.PHONY: check check-run check-system check-tests tests run
check: ## everything below that proves something; missing packages are installed on Debian and Ubuntu
	test/tools/deps check
	test/tools/deps demo || echo 'Not all that the servers need could be installed.'
	test/tools/deps browser || echo 'Chromium could not be installed.'
	$(MAKE) check-run
check-run: all tests examples replay $(BUILD)/outside-ready
	@$(tool_environment) test/tools/check full
check-system: examples ## the servers of examples alone: conformance table, clients of others, TLS, kill, browser
	@$(tool_environment) test/tools/check system
# In one thread ThreadSanitizer has nothing to see: it gets the programs that start some, and no corpora.
REPLAYED = $(if $(filter thread,$(SANITIZE)),,$(FUZZERS))
TESTED  := $(if $(filter thread,$(SANITIZE)),$(shell grep -l pthread_create $(TESTS)),$(TESTS))
check-tests: tests $(if $(REPLAYED),replay)
	@$(tool_environment) test/tools/check tests

# What test/tools/* read.
export BUILD CC CXX PKG_CONFIG SANITIZE JOBS VERSION SOVERSION
tool_environment = FLAVOURS='$(FLAVOURS)' MAKE='$(MAKE)' \
	TESTS='$(TESTED:%.c=%)' FUZZERS='$(notdir $(REPLAYED:%.c=%))'

PROGRAMS := $(foreach f,$(FLAVOURS),$(TESTED:test/%.c=$(BUILD)/test/$f/%))
tests: $(PROGRAMS)
$(BUILD)/libtest.a: $(call obj,$(TEST_SHARED)) $(BUILD)/sources
	$(call say,AR,$@)
	$(Q)rm -f $@; $(AR) rcD $@ $(filter %.o,$^)
define test_program =
$(BUILD)/test/$1/%: $(BUILD)/obj/test/%.o $(BUILD)/libtest.a $(BUILD)/$(NAME_$1).a
	$$(call say,LD,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(LINK) $$(RUN_LDFLAGS) $$^ $$(CMOCKA_LIBS) $$(JANSSON_LIBS) $$(LIBS_$1) -lm -o $$@
endef
$(foreach f,$(FLAVOURS),$(eval $(call test_program,$f)))
.SECONDARY: $(OBJECTS)

# One program with each library, plain and in the sweep: make run T=test/base/test_json.c
run: $(foreach f,$(FLAVOURS),$(T:test/%.c=$(BUILD)/test/$f/%))
	$(foreach f,$(FLAVOURS),$(BUILD)/test/$f/$(T:test/%.c=%) && FAPI_TEST_SWEEP=1 $(BUILD)/test/$f/$(T:test/%.c=%) &&) true

.PHONY: asan ubsan tsan sanitize memcheck
asan: ## the test programs, plain and in the sweep, and the fuzz corpora under AddressSanitizer
	$(MAKE) BUILD=$(BUILD)/asan SANITIZE=address check-tests
ubsan: ## the same under UndefinedBehaviorSanitizer
	$(MAKE) BUILD=$(BUILD)/ubsan SANITIZE=undefined check-tests
sanitize: ## the same under both at once
	$(MAKE) BUILD=$(BUILD)/sanitize SANITIZE=address,undefined check-tests
tsan: ## the test programs that start threads, under ThreadSanitizer
	$(MAKE) BUILD=$(BUILD)/tsan SANITIZE=thread check-tests
memcheck: ## the test programs under valgrind, which sees reads of memory that nobody wrote
	$(MAKE) BUILD=$(BUILD)/memcheck CPPFLAGS='$(CPPFLAGS) -DT_HEAP=0' MEMCHECK=1 check-tests
export MEMCHECK

# ------------------------------------------------------------------------------------------- examples, outside, bench --

.PHONY: examples demo demo-recorded demo-interop bench bench-build
examples: $(foreach f,$(FLAVOURS),$(EXAMPLES:examples/%.c=$(BUILD)/examples/$f/%) $(SYSTEM_TOOLS:examples/%.c=$(BUILD)/examples/$f/%) \
	$(if $(HAVE_SYSTEM),$(foreach p,$(SYSTEM_PROGRAMS),$(BUILD)/examples/$f/$p/$p)))
ifeq ($(HAVE_SYSTEM),)
	@echo 'examples/auth-server and resource-server are left out: they need $(SYSTEM_NEEDS) (pkg-config).'
endif
define example_program =
$(BUILD)/examples/$1/%: $(BUILD)/obj/examples/%.o $(BUILD)/$(NAME_$1).a
	$$(call say,LD,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(LINK) $$^ $$(LIBS_$1) -o $$@
endef
$(foreach f,$(FLAVOURS),$(eval $(call example_program,$f)))
CLIENTS = $(if $(HAVE_CURL),$(foreach f,$(FLAVOURS),$(BUILD)/examples/$f/client/client))
examples: $(CLIENTS)
define client_program =
$(BUILD)/examples/$1/client/client: $(call obj,$(CLIENT)) $(BUILD)/$(NAME_$1).a
	$$(call say,LD,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(LINK) $$^ $$(CURL_LIBS) $$(JANSSON_LIBS) $$(LIBS_$1) -o $$@
endef
$(foreach f,$(FLAVOURS),$(eval $(call client_program,$f)))

SYSTEM_CFLAGS := $(if $(HAVE_SYSTEM),$(shell $(PKG_CONFIG) --cflags $(SYSTEM_NEEDS)))
SYSTEM_LIBS   := $(if $(HAVE_SYSTEM),$(shell $(PKG_CONFIG) --libs $(SYSTEM_NEEDS)))
define system_program =
$(BUILD)/examples/$1/$2/$2: $(call obj,$(SYSTEM_SHARED) $(sort $(wildcard examples/$2/*.c))) $(BUILD)/$(NAME_$1).a
	$$(call say,LD,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(LINK) $$^ $$(LIBS_$1) $$(SYSTEM_LIBS) -o $$@
endef
$(if $(HAVE_SYSTEM),$(foreach f,$(FLAVOURS),$(foreach p,$(SYSTEM_PROGRAMS),$(eval $(call system_program,$f,$p)))))

demo: ## two servers, a real client, some eighty attacks, a report; missing packages are installed as for check
	@test/tools/deps build
	@test/tools/deps demo || echo 'Not all that the servers need could be installed.'
	@$(MAKE) --no-print-directory lib examples
	@$(tool_environment) examples/demo/run.sh
demo-recorded: ## without servers: recorded requests judged, some thirty attacks on them refused
	@test/tools/deps build
	@$(MAKE) --no-print-directory lib examples
	@DEMO_RECORDED=1 $(tool_environment) examples/demo/recorded.sh
demo-interop: ## the same with requests that a server and a client of others make now (node, npm)
	@test/tools/deps build
	@$(MAKE) --no-print-directory lib examples
	@$(tool_environment) examples/demo/recorded.sh

.PHONY: interop
interop: lib examples ## two npm clients and ours go through whole flows at our servers, ours also at oidc-provider: every combination
	@test/system/interop.py

# An installed copy, for the programs of test/outside.
$(BUILD)/outside-ready: $(foreach f,$(FLAVOURS),$(BUILD)/$(NAME_$f).a $(BUILD)/$(NAME_$f).so) $(wildcard include/* pkgconfig/*)
	rm -rf $(BUILD)/outside
	$(MAKE) --no-print-directory install DESTDIR=$(abspath $(BUILD))/outside PREFIX=/opt/fapi LIBDIR=/opt/fapi/lib \
		INCLUDEDIR=/opt/fapi/include >/dev/null
	touch $@

# Peers are timed where their headers are.
PEERS = $(foreach p,cjose libjwt librhonabwy,$(if $(shell $(PKG_CONFIG) --exists $p && echo yes),$p))
PEER_CFLAGS = $(foreach p,$(PEERS),-DHAVE_$(shell echo $p | tr a-z A-Z)) $(if $(PEERS),$(shell $(PKG_CONFIG) --cflags $(PEERS)))
PEER_LIBS = $(if $(PEERS),$(shell $(PKG_CONFIG) --libs $(PEERS)))
BENCH_PROGRAMS := $(foreach f,$(FLAVOURS),$(BENCHES:test/bench/%.c=$(BUILD)/bench/$f/%))
define bench_program =
$(BUILD)/bench/$1/%: $(BUILD)/obj/test/bench/%.o $(call obj,$(BENCH_SHARED_$1)) $(BUILD)/$(NAME_$1).a
	$$(call say,LD,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(LINK) $$(filter %.o %.a,$$^) $$(LIBS_$1) $$(JANSSON_LIBS) $$(if $$(HAVE_OPENSSL),$$(OPENSSL_LIBS)) $$(PEER_LIBS) -lm -o $$@
endef
$(foreach f,$(FLAVOURS),$(eval $(call bench_program,$f)))
bench-build: $(BENCH_PROGRAMS)
bench: bench-build ## how long the checks take, as ratios to a raw signature check
	@set -e; for program in $(BENCH_PROGRAMS); do echo "== $$program"; $$program; done

# ------------------------------------------------------------------------------------------------------- fuzzing --

# With any compiler: the corpora are replayed as a part of check.
.PHONY: replay fuzz fuzz-smoke fuzz-build
REPLAYS := $(FUZZERS:fuzz/%.c=$(BUILD)/replay/%)
replay: $(REPLAYS)
$(BUILD)/replay/%: $(BUILD)/obj/fuzz/%.o $(BUILD)/obj/fuzz/replay.o $(call obj,$(FUZZ_SHARED)) $(BUILD)/libfapi.a
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(LINK) $^ $(JANSSON_LIBS) $(LIBS_default) -o $@

# With clang: libFuzzer, everything under ASan and UBSan, in a build folder of its own.
FUZZ_CC ?= clang
FUZZ_PROGRAMS := $(FUZZERS:fuzz/%.c=$(BUILD)/libfuzzer/%)
fuzz-build: $(FUZZ_PROGRAMS)
$(BUILD)/libfuzzer/%: $(BUILD)/obj/fuzz/%.o $(call obj,$(FUZZ_SHARED)) $(BUILD)/libfapi.a
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(LINK) -fsanitize=fuzzer $^ $(JANSSON_LIBS) $(LIBS_default) -o $@
fuzz-smoke: ## each fuzz target for FUZZ_SECONDS (60) with clang's libFuzzer under ASan and UBSan
	@test/tools/deps fuzz
	$(MAKE) BUILD=$(BUILD)/fuzz CC='$(FUZZ_CC)' SANITIZE=fuzzer-no-link,address,undefined fuzz-build
	@FUZZERS='$(notdir $(FUZZERS:%.c=%))' FUZZ_SECONDS='$(FUZZ_SECONDS)' BUILD=$(BUILD)/fuzz test/tools/fuzz
fuzz: ## the same for ten minutes each
	$(MAKE) fuzz-smoke FUZZ_SECONDS=600

# -------------------------------------------------------------------------------------------------------- proofs --

.PHONY: layers rules loc clauses clauses-update exports header abi reproducible
layers: ## what includes what, and calls that the library must not make
	test/tools/layers

rules: ## no rule of OAuth in the code of the servers and the client of examples
	test/tools/rules
loc: ## functions and files that grew too large, lines that are too long
	test/tools/loc
clauses: tests ## each enforced rule has its clause, an accepting and a refusing test; each attack a test
	@$(tool_environment) test/tools/check claims
	test/tools/clauses
clauses-update: tests ## the same, and write the state columns of the ledger
	@$(tool_environment) test/tools/check claims
	test/tools/clauses --update
exports: lib ## header, lib/fapi.sym and the shared libraries name the same functions
	test/tools/exports $(foreach f,$(FLAVOURS),$(BUILD)/$(NAME_$f).so)
header: ## the public header alone, in C99, C11, C17 and C++
	test/tools/header
abi: lib ## the ABI of the shared libraries against a saved one (ABI_BASE=folder), with libabigail
	test/tools/abi $(foreach f,$(FLAVOURS),$(BUILD)/$(NAME_$f).so)
reproducible: ## two builds in two folders give the same bytes
	test/tools/reproducible

# -------------------------------------------------------------------------------------------------------- install --

.PHONY: install uninstall clean help deps
PC_default := fapi
PC_openssl := fapi-openssl
# In the .pc file the library folder follows the prefix where it can.
install: lib ## DESTDIR, PREFIX (/usr/local), LIBDIR and INCLUDEDIR say where
	install -d '$(DESTDIR)$(INCLUDEDIR)' '$(DESTDIR)$(LIBDIR)/pkgconfig'
	install -m 644 include/fapi.h '$(DESTDIR)$(INCLUDEDIR)/fapi.h'
	set -e; $(foreach f,$(FLAVOURS),$(call install_library,$(NAME_$f),$(PC_$f));) true
define install_library
	install -m 644 $(BUILD)/$1.a $(BUILD)/$1.so.$(VERSION) '$(DESTDIR)$(LIBDIR)'; \
	ln -sf $1.so.$(VERSION) '$(DESTDIR)$(LIBDIR)/$1.so.$(SOVERSION)'; \
	ln -sf $1.so.$(SOVERSION) '$(DESTDIR)$(LIBDIR)/$1.so'; \
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(patsubst $(PREFIX)/%,$${prefix}/%,$(LIBDIR))|' \
		-e 's|@INCLUDEDIR@|$(patsubst $(PREFIX)/%,$${prefix}/%,$(INCLUDEDIR))|' -e 's|@VERSION@|$(VERSION)|' \
		-e 's|@MBEDTLS_LIBS@|$(MBEDTLS_LIBS)|' -e 's|@OPENSSL_LIBS@|$(OPENSSL_LIBS)|' \
		pkgconfig/$2.pc.in >'$(DESTDIR)$(LIBDIR)/pkgconfig/$2.pc'; \
	chmod 644 '$(DESTDIR)$(LIBDIR)/pkgconfig/$2.pc'
endef
uninstall: ## takes away what install put there
	rm -f '$(DESTDIR)$(INCLUDEDIR)/fapi.h' $(foreach n,libfapi libfapi-openssl,$(foreach s,.a .so .so.$(SOVERSION) .so.$(VERSION), \
		'$(DESTDIR)$(LIBDIR)/$n$s')) $(foreach p,fapi fapi-openssl,'$(DESTDIR)$(LIBDIR)/pkgconfig/$p.pc')

clean: ## removes the build folder
	rm -rf '$(BUILD)'
help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' Makefile | awk -F'\t' '{ printf "  make %-16s %s\n", $$1, $$2 }'
