/* SPDX-License-Identifier: Apache-2.0 */
/* Writes token responses, and judges what a host wants to have in them. */
#include "oauth/token_response.h"

#include "base/ascii.h"
#include "base/http.h"

static const char *const written_here[] = {
    "access_token", "token_type", "expires_in", "refresh_token", "scope", "authorization_details", "id_token", "error",
};

static int judge_more(const fapix_json *more)
{
    for (size_t i = 0; more != NULL && i < sizeof written_here / sizeof *written_here; i++)
        if (fapix_json_get(more, written_here[i]) != NULL)
            return FAPI_ANSWER_CLAIM_RESERVED;
    return FAPI_OK;
}

/* Spec: FAPI1BASE-5.2.2-14, RFC6749-5.1-1 */
int fapix_token_response_write(const fapix_token_response *response, fapix_buffer *out)
{
    const fapix_json_node *more = NULL;
    int rc = judge_more(response->more);

    if (rc != FAPI_OK)
        return rc;
    fapix_buffer_str(out, "{");
    fapix_write_text_member(out, "access_token", response->access_token);
    /* Spec: RFC9449-5-2 */
    fapix_write_text_member(out, "token_type", fapix_slice_str(response->dpop ? "DPoP" : "Bearer"));
    fapix_write_integer_member(out, "expires_in", response->expires_in);
    if (response->refresh_token.n > 0)
        fapix_write_text_member(out, "refresh_token", response->refresh_token);
    if (response->scope.n > 0)
        fapix_write_text_member(out, "scope", response->scope); /* Spec: RFC6749-3.3-3, FAPI1BASE-5.2.2-15 */
    if (response->authorization_details.n > 0)
        fapix_write_json_member(out, "authorization_details", response->authorization_details); /* Spec: RFC9396-7-1 */
    if (response->id_token.n > 0)
        fapix_write_text_member(out, "id_token", response->id_token); /* Spec: FAPI2SP-5.3.2.3 */
    more = response->more == NULL ? NULL : fapix_json_first(response->more, &response->more->node[0]);
    for (; more != NULL; more = fapix_json_next(response->more, more))
        fapix_write_node(out, more);
    fapix_buffer_str(out, "}");
    return out->status;
}

static bool is_url_safe(fapix_slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = text.p[i];

        if ((fapix_ascii[c] & (FAPIX_ASCII_ALPHA | FAPIX_ASCII_DIGIT)) == 0 && c != '-' && c != '.' && c != '_')
            return false;
    }
    return true;
}

static bool is_visible(fapix_slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < 0x21 || text.p[i] > 0x7e)
            return false;
    return true;
}

int fapix_secret_judge(fapix_slice secret, enum fapix_secret_class class, int64_t bits)
{
    bool fits = class == FAPIX_SECRET_TOKEN68 ? fapix_http_is_token68(secret)
              : class == FAPIX_SECRET_URL     ? is_url_safe(secret)
                                              : is_visible(secret);

    /* Spec: FAPI2SP-5.4.1-4, FAPI1BASE-5.2.2-16, CIBA-7.3-1, RFC6749-10.10-1 */
    if ((int64_t)secret.n < (bits + 5) / 6)
        return FAPI_ANSWER_SECRET;
    return fits ? FAPI_OK : FAPI_ANSWER_SECRET_TEXT;
}

static int judge_detail(const fapix_granted_details *facts, const fapix_json_node *detail)
{
    const fapix_json_node *type = fapix_json_member(facts->json, detail, fapix_slice_str("type"));

    if (detail->type != FAPIX_JSON_OBJECT)
        return FAPI_DETAILS_FORM;
    if (type == NULL || type->type != FAPIX_JSON_STRING)
        return FAPI_DETAILS_TYPE_MISSING;
    for (size_t i = 0; i < facts->type_count; i++)
        if (fapix_slice_eq(facts->types[i], type->value))
            return FAPI_OK;
    return FAPI_DETAILS_TYPE;
}

/* The strict reader takes objects only, so the array becomes a member of one. */
int fapix_granted_details_judge(const fapix_granted_details *facts, fapix_slice text, fapix_slice *array)
{
    const fapix_json_node *member = NULL, *detail = NULL;
    int rc = FAPI_ERR_INTERNAL;

    *array = fapix_slice_of(NULL, 0);
    fapix_buffer_reset(facts->wrapped);
    fapix_buffer_str(facts->wrapped, "{\"\":");
    fapix_buffer_add(facts->wrapped, text);
    rc = fapix_buffer_str(facts->wrapped, "}");
    if (rc == FAPI_OK)
        rc = fapix_json_parse(facts->json, fapix_buffer_slice(facts->wrapped), facts->scratch);
    if (rc != FAPI_OK)
        return rc == FAPI_ERR_BUFFER ? FAPI_JSON_SIZE : rc;
    member = fapix_json_first(facts->json, &facts->json->node[0]);
    if (member == NULL || member->next != 0 || member->type != FAPIX_JSON_ARRAY)
        return FAPI_DETAILS_FORM;
    detail = fapix_json_first(facts->json, member);
    for (; detail != NULL; detail = fapix_json_next(facts->json, detail)) {
        rc = judge_detail(facts, detail);
        if (rc != FAPI_OK)
            return rc;
    }
    *array = member->raw;
    return FAPI_OK;
}
