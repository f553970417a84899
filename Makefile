# SPDX-License-Identifier: Apache-2.0
# Starter: `make lib`, `make run T=test/base/test_json.c`
BUILD ?= build
CC ?= cc
CFLAGS ?= -O2 -g
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual -Wwrite-strings -Wvla -Wformat=2 -Wundef
ALL_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L $(WARN) -fPIC -fvisibility=hidden -Iinclude -Ilib -I. $(CFLAGS) -MMD -MP
COMMON := $(sort $(filter-out lib/crypto/mbedtls_%.c lib/crypto/openssl_%.c,$(wildcard lib/*/*.c)))
MBED := $(sort $(wildcard lib/crypto/mbedtls_*.c))
OSSL := $(sort $(wildcard lib/crypto/openssl_*.c))
obj = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
LIBS_default = -lmbedcrypto -lsodium -ljansson -lpthread
LIBS_openssl = -lcrypto -lsodium -ljansson -lpthread

lib: $(BUILD)/libfapi.a $(BUILD)/libfapi-openssl.a
$(BUILD)/libfapi.a: $(call obj,$(COMMON) $(MBED))
	rm -f $@; ar rcD $@ $^
$(BUILD)/libfapi-openssl.a: $(call obj,$(COMMON) $(OSSL))
	rm -f $@; ar rcD $@ $^
$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c $< -o $@
# one test program, with both libraries
run: lib $(BUILD)/obj/test/harness.o
	$(CC) $(ALL_CFLAGS) $(T) $(BUILD)/obj/test/harness.o $(BUILD)/libfapi.a -Wl,--unresolved-symbols=ignore-all -lcmocka $(LIBS_default) -o $(BUILD)/t-default && $(BUILD)/t-default
	$(CC) $(ALL_CFLAGS) $(T) $(BUILD)/obj/test/harness.o $(BUILD)/libfapi-openssl.a -Wl,--unresolved-symbols=ignore-all -lcmocka $(LIBS_openssl) -o $(BUILD)/t-openssl && $(BUILD)/t-openssl
.PHONY: lib run
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
