/* SPDX-License-Identifier: Apache-2.0 */
/* The certificate of a registration against the software statement: UID is software_id, organizationIdentifier is OFBBR-org_id. So a
 * statement, which is no secret, registers nobody else's client. */
#include "oauth/registration_certificate.h"

#define PREFIX "OFBBR-"

/* 0.9.2342.19200300.100.1.1 and 2.5.4.97. */
static const uint8_t uid[] = {0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x01};
static const uint8_t organization_identifier[] = {0x55, 0x04, 0x61};

/* The only attribute of a type; {NULL, 0} if there is none, or more than one. */
static fapix_slice only(const fapix_dn *dn, const uint8_t *oid, size_t oid_n)
{
    fapix_slice value = {NULL, 0};
    size_t found = 0;

    for (size_t i = 0; i < dn->count; i++) {
        const fapix_dn_attribute *at = &dn->attributes[i];

        if (!fapix_slice_eq(fapix_slice_of(at->oid, at->oid_n), fapix_slice_of(oid, oid_n)))
            continue;
        found++;
        value = at->value;
    }
    return found == 1 ? value : fapix_slice_of(NULL, 0);
}

static fapix_slice text_of(const fapix_json *statement, const char *name)
{
    const fapix_json_node *node = fapix_json_get(statement, name);

    return node != NULL && node->type == FAPIX_JSON_STRING ? node->value : fapix_slice_of(NULL, 0);
}

/* Identifiers are UUIDs, and names in certificates are compared without regard to case there (RFC 4517 4.2.11). */
static bool is_organization(fapix_slice value, fapix_slice org_id)
{
    const size_t n = sizeof PREFIX - 1;

    return value.n > n && fapix_slice_is_nocase(fapix_slice_of(value.p, n), PREFIX) &&
           fapix_slice_eq_nocase(fapix_slice_of(value.p + n, value.n - n), org_id);
}

int fapix_registration_certificate_judge(fapi_verdict *verdict, const fapix_certificate_content *content,
                                         const fapix_json *statement, fapix_dn *room)
{
    fapix_slice software_id = text_of(statement, "software_id"), org_id = text_of(statement, "org_id");
    fapix_slice value = {NULL, 0};
    bool readable = fapix_dn_of_certificate(room, content);
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(verdict, FAPI_SUBJECT_CERTIFICATE);
    if (readable)
        value = only(room, uid, sizeof uid);
    /* Spec: BROFDCR-7.1-13 */
    rc = fapix_rule_on(verdict, FAPI_REGISTRATION_CERTIFICATE_UID,
                       software_id.n > 0 && value.n > 0 && fapix_slice_eq_nocase(value, software_id), software_id,
                       value);
    if (rc != FAPI_OK)
        return rc;
    value = only(room, organization_identifier, sizeof organization_identifier);
    return fapix_rule_on(verdict, FAPI_REGISTRATION_CERTIFICATE_ORGANIZATION, is_organization(value, org_id), org_id,
                         value);
}
