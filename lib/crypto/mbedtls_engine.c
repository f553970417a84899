/* SPDX-License-Identifier: Apache-2.0 */
/* The engine of the Mbed TLS provider: one warmed P-256 group for all keys, and the memory of keys that went. */
#include "crypto/mbedtls_key.h"

int fapix_mbedtls_rng(void *user, unsigned char *out, size_t n)
{
    (void)user;
    return fapix_sodium_random(out, n) == FAPI_OK ? 0 : MBEDTLS_ERR_ECP_RANDOM_FAILED;
}

int fapix_mbedtls_status(int rc, int otherwise)
{
    if (rc == 0)
        return FAPI_OK;
    /* Low-level codes stand in the lowest seven bits, also where a module has added a code of its own. */
    if ((-rc & 0x7f) == -MBEDTLS_ERR_MPI_ALLOC_FAILED || rc == MBEDTLS_ERR_ECP_ALLOC_FAILED ||
        rc == MBEDTLS_ERR_MD_ALLOC_FAILED)
        return FAPI_ERR_NOMEM;
    return otherwise;
}

bool fapix_mbedtls_put(fapix_store *store, const mbedtls_mpi *number, size_t n, fapix_slice *part)
{
    size_t length = n == 0 ? mbedtls_mpi_size(number) : n;
    uint8_t *at = fapix_store_take(store, length);

    if (at == NULL || mbedtls_mpi_write_binary(number, at, length) != 0)
        return false;
    *part = fapix_slice_of(at, length);
    return true;
}

/* The first multiplication of the base point builds the comb table, which then stays with the group. */
static int warm(mbedtls_ecp_group *group)
{
    mbedtls_ecp_point point;
    mbedtls_mpi two;
    int rc;

    mbedtls_ecp_point_init(&point);
    mbedtls_mpi_init(&two);
    rc = mbedtls_mpi_lset(&two, 2);
    if (rc == 0)
        rc = mbedtls_ecp_mul(group, &point, &two, &group->G, fapix_mbedtls_rng, NULL);
    mbedtls_mpi_free(&two);
    mbedtls_ecp_point_free(&point);
    return rc;
}

int fapix_mbedtls_engine_new(const fapix_memory *memory, fapix_engine **engine)
{
    fapix_engine *fresh;
    int rc;

    *engine = NULL;
    if ((rc = fapix_sodium_ready()) != FAPI_OK)
        return rc;
    fresh = fapix_alloc(memory, sizeof *fresh);
    if (fresh == NULL)
        return FAPI_ERR_NOMEM;
    fresh->memory = *memory;
    for (size_t i = 0; i < FAPIX_SPARE_KEYS; i++)
        atomic_init(&fresh->spare[i], NULL);
    mbedtls_ecp_group_init(&fresh->p256);
    rc = mbedtls_ecp_group_load(&fresh->p256, MBEDTLS_ECP_DP_SECP256R1);
    if (rc == 0)
        rc = warm(&fresh->p256);
    if (rc != 0) {
        fapix_mbedtls_engine_free(fresh);
        return fapix_mbedtls_status(rc, FAPI_ERR_CRYPTO);
    }
    *engine = fresh;
    return FAPI_OK;
}

void fapix_mbedtls_engine_free(fapix_engine *engine)
{
    if (engine == NULL)
        return;
    for (size_t i = 0; i < FAPIX_SPARE_KEYS; i++)
        fapix_free(&engine->memory, atomic_load(&engine->spare[i]), sizeof(fapix_key));
    mbedtls_ecp_group_free(&engine->p256);
    fapix_memory memory = engine->memory;
    fapix_free(&memory, engine, sizeof *engine);
}

int fapix_mbedtls_engine_set_ed25519(fapix_engine *engine, int on)
{
    (void)engine;
    return on == 0 ? FAPI_OK : FAPI_ERR_UNSUPPORTED;
}
