/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Builds the signature base, and refuses what could make two messages share one. Of the parameters of components, req and key are known; sf,
 * bs and tr are refused, as no verifier could guess the type of a field, and trailers are not described here.
 */
#include "oauth/signature_base.h"

#include "base/ascii.h"
#include "base/http.h"
#include "base/json_write.h"

#define BASE_CEILING (FAPIX_FIELD_TEXT + 16384) /* one message whole; more only if members are covered beside their field */

enum when { ALWAYS, IF_FIELD, IF_BODY };

const fapix_coverage fapix_coverages[] = {
    {"@method", false, false, ALWAYS, FAPI_SIGNATURE_METHOD},
    {"@target-uri", false, false, ALWAYS, FAPI_SIGNATURE_TARGET_URI},
    {"authorization", false, false, ALWAYS, FAPI_SIGNATURE_AUTHORIZATION},
    {"dpop", false, false, IF_FIELD, FAPI_SIGNATURE_DPOP},
    {"content-digest", false, false, IF_BODY, FAPI_SIGNATURE_CONTENT_DIGEST},
    {"@status", true, false, ALWAYS, FAPI_SIGNATURE_STATUS},
    {"content-digest", true, false, IF_BODY, FAPI_SIGNATURE_CONTENT_DIGEST},
    {"@method", true, true, ALWAYS, FAPI_SIGNATURE_REQUEST_METHOD},
    {"@target-uri", true, true, ALWAYS, FAPI_SIGNATURE_REQUEST_TARGET_URI},
    {"content-digest", true, true, IF_FIELD, FAPI_SIGNATURE_REQUEST_CONTENT_DIGEST},
    {"signature", true, true, IF_FIELD, FAPI_SIGNATURE_REQUEST_SIGNATURE},
    {"signature-input", true, true, IF_FIELD, FAPI_SIGNATURE_REQUEST_SIGNATURE},
};
const size_t fapix_coverage_count = sizeof fapix_coverages / sizeof *fapix_coverages;

static const fapix_http_message *message_of(const fapix_exchange *exchange, bool req)
{
    return exchange->of_response && !req ? exchange->response : exchange->request;
}

bool fapix_coverage_applies(const fapix_coverage *coverage, const fapix_exchange *exchange, bool unlinked)
{
    const fapix_http_message *message = message_of(exchange, coverage->req);

    if (coverage->of_response != exchange->of_response || (coverage->req && unlinked))
        return false;
    if (coverage->when == IF_BODY)
        return message->has_body;
    if (coverage->when == IF_FIELD)
        return fapix_http_message_has(message, coverage->name);
    return true;
}

/* -------------------------------------------------------------------------------------------------------- space -- */

void fapix_signature_space_init(fapix_signature_space *space, const fapix_memory *memory)
{
    fapix_buffer_init(&space->input_text, memory, FAPIX_FIELD_TEXT + 2 * FAPI_MAX_HEADERS);
    fapix_buffer_init(&space->other_text, memory, FAPIX_FIELD_TEXT + 2 * FAPI_MAX_HEADERS);
    fapix_buffer_init(&space->base, memory, BASE_CEILING);
}

void fapix_signature_space_free(fapix_signature_space *space)
{
    fapix_buffer_free(&space->input_text);
    fapix_buffer_free(&space->other_text);
    fapix_buffer_free(&space->base);
}

void fapix_signature_space_reset(fapix_signature_space *space)
{
    fapix_buffer_reset(&space->input_text);
    fapix_buffer_reset(&space->other_text);
    fapix_buffer_reset(&space->base);
    space->component_count = space->signature_n = space->keyid_n = 0;
}

int fapix_signature_field(const fapix_http_message *message, const char *name, fapix_sf *sf, fapix_buffer *text, int malformed)
{
    int rc = FAPI_ERR_INTERNAL;

    fapix_buffer_reset(text);
    rc = fapix_http_message_join(message, fapix_slice_str(name), text);
    if (rc != FAPI_OK)
        return rc == FAPI_ERR_BUFFER ? malformed : rc;
    return fapix_sf_read(sf, fapix_buffer_slice(text)) ? FAPI_OK : malformed;
}

/* --------------------------------------------------------------------------------------------------- components -- */

static const char *const OF_REQUESTS[] = {"@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path",
                                          "@query"};

static bool is_of_requests(fapix_slice name)
{
    for (size_t i = 0; i < sizeof OF_REQUESTS / sizeof *OF_REQUESTS; i++)
        if (fapix_slice_is(name, OF_REQUESTS[i]))
            return true;
    return false;
}

/* Spec: RFC9421-2-2 - the name of a field is written in lower case */
static bool is_field_name(fapix_slice name)
{
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] >= 'A' && name.p[i] <= 'Z')
            return false;
    return fapix_http_is_token(name);
}

static int read_parameters(const fapix_sf *sf, const fapix_sf_item *item, fapix_component *component)
{
    for (size_t i = 0; i < item->parameters.count; i++) {
        const fapix_sf_parameter *parameter = &sf->parameters[item->parameters.first + i];
        const fapix_sf_value *value = &parameter->value;

        if (fapix_slice_is(parameter->key, "req") && value->type == FAPIX_SF_BOOLEAN && value->number == 1) {
            component->req = true;
        } else if (fapix_slice_is(parameter->key, "key") && value->type == FAPIX_SF_STRING) {
            component->has_key = true;
            component->key = value->text;
        } else {
            return FAPI_SIGNATURE_COMPONENT_PARAMETER;
        }
    }
    return FAPI_OK;
}

/* Spec: RFC9421-2-2, RFC9421-2.4-1 */
static int read_component(const fapix_exchange *exchange, const fapix_sf *sf, const fapix_sf_item *item,
                          fapix_component *component)
{
    bool derived = item->value.text.n > 0 && item->value.text.p[0] == '@', fits = false;

    *component = (fapix_component){.name = item->value.text};
    if (item->value.type != FAPIX_SF_STRING)
        return FAPI_SIGNATURE_COMPONENT;
    if (read_parameters(sf, item, component) != FAPI_OK)
        return FAPI_SIGNATURE_COMPONENT_PARAMETER;
    /* Only a response has a request beside it, and what is derived is no dictionary. */
    if ((component->req && !exchange->of_response) || (component->has_key && derived))
        return FAPI_SIGNATURE_COMPONENT_PARAMETER;
    if (!derived)
        fits = is_field_name(component->name);
    else if (fapix_slice_is(component->name, "@status"))
        fits = exchange->of_response && !component->req;
    else
        fits = is_of_requests(component->name) && (!exchange->of_response || component->req);
    return fits ? FAPI_OK : FAPI_SIGNATURE_COMPONENT;
}

static bool is_same(const fapix_component *a, const fapix_component *b)
{
    return fapix_slice_eq(a->name, b->name) && a->req == b->req && a->has_key == b->has_key &&
           fapix_slice_eq(a->key, b->key);
}

int fapix_signature_components(const fapix_exchange *exchange, fapix_signature_space *space, const fapix_sf_member *member)
{
    space->component_count = 0;
    for (size_t i = 0; i < member->items.count; i++) {
        fapix_component *component = &space->component[i];
        int rc = read_component(exchange, &space->input, &space->input.items[member->items.first + i], component);

        if (rc != FAPI_OK)
            return rc;
        /* Spec: RFC9421-2-1 */
        for (size_t k = 0; k < i; k++)
            if (is_same(&space->component[k], component))
                return FAPI_SIGNATURE_COMPONENT_REPEATED;
        space->component_count++;
    }
    return FAPI_OK;
}

bool fapix_signature_covers(const fapix_signature_space *space, fapix_slice name, bool req, fapix_slice key)
{
    const fapix_component wanted = {.name = name, .key = key, .req = req, .has_key = key.n > 0};

    for (size_t i = 0; i < space->component_count; i++)
        if (is_same(&space->component[i], &wanted))
            return true;
    return false;
}

/* ------------------------------------------------------------------------------------------------------- values -- */

static fapix_slice path_of(const fapix_exchange *exchange)
{
    return exchange->uri.path.n > 0 ? exchange->uri.path : fapix_slice_str("/");
}

static void write_query(fapix_buffer *out, const fapix_exchange *exchange)
{
    if (!exchange->uri.has_query)
        return;
    fapix_buffer_str(out, "?");
    fapix_buffer_add(out, exchange->uri.query);
}

/* RFC 9421 2.2.3: in lower case, the default port left out. */
static void write_authority(fapix_buffer *out, const fapix_exchange *exchange)
{
    fapix_slice host = exchange->uri.host, port = exchange->uri.port;

    for (size_t i = 0; i < host.n; i++) {
        uint8_t byte = host.p[i] >= 'A' && host.p[i] <= 'Z' ? (uint8_t)(host.p[i] | 0x20) : host.p[i];

        fapix_buffer_add(out, fapix_slice_of(&byte, 1));
    }
    if (port.n == 0 || fapix_slice_is(port, "443"))
        return;
    fapix_buffer_str(out, ":");
    fapix_buffer_add(out, port);
}

/* RFC 9421 2.2.2, and RFC 9110 4.2.3: no path is the path "/", which is what travels. */
static void write_target_uri(fapix_buffer *out, const fapix_exchange *exchange)
{
    size_t before = exchange->uri.has_query ? exchange->url.n - exchange->uri.query.n - 1 : exchange->url.n;

    if (exchange->uri.path.n > 0) {
        fapix_buffer_add(out, exchange->url);
        return;
    }
    fapix_buffer_add(out, fapix_slice_of(exchange->url.p, before));
    fapix_buffer_str(out, "/");
    write_query(out, exchange);
}

/* Spec: RFC9421-2.2-1 */
static void write_derived(fapix_buffer *out, const fapix_exchange *exchange, fapix_slice name)
{
    if (fapix_slice_is(name, "@status")) {
        fapix_write_integer(out, exchange->http);
    } else if (fapix_slice_is(name, "@method")) {
        fapix_buffer_add(out, exchange->method);
    } else if (fapix_slice_is(name, "@target-uri")) {
        write_target_uri(out, exchange);
    } else if (fapix_slice_is(name, "@authority")) {
        write_authority(out, exchange);
    } else if (fapix_slice_is(name, "@scheme")) {
        fapix_buffer_str(out, "https");
    } else if (fapix_slice_is(name, "@query")) {
        /* RFC 9421 2.2.7: the mark alone where there is no query. */
        if (!exchange->uri.has_query)
            fapix_buffer_str(out, "?");
        write_query(out, exchange);
    } else {
        fapix_buffer_add(out, path_of(exchange));
        if (fapix_slice_is(name, "@request-target"))
            write_query(out, exchange);
    }
}

/* Spec: RFC9421-2.1.2-1 - in canonical form */
static int write_member(fapix_signature_space *space, const fapix_http_message *message, const fapix_component *component)
{
    fapix_sf_value key = {.type = FAPIX_SF_STRING, .text = component->key};
    int rc = FAPI_ERR_INTERNAL;

    fapix_buffer_reset(&space->other_text);
    rc = fapix_http_message_join(message, component->name, &space->other_text);
    if (rc != FAPI_OK)
        return rc == FAPI_ERR_BUFFER ? FAPI_SIGNATURE_SIZE : rc;
    if (!fapix_sf_read(&space->other, fapix_buffer_slice(&space->other_text)))
        return FAPI_SIGNATURE_COMPONENT_VALUE;
    for (size_t i = 0; i < space->other.member_count; i++) {
        if (!fapix_sf_text_is(&key, space->other.members[i].key))
            continue;
        fapix_sf_write_member(&space->base, &space->other, &space->other.members[i]);
        return FAPI_OK;
    }
    return FAPI_SIGNATURE_COMPONENT_ABSENT;
}

/* The base is ASCII, so a field with other octets cannot be covered. */
static bool is_ascii(const fapix_buffer *text, size_t from)
{
    for (size_t i = from; i < text->n; i++)
        if (text->p[i] > 0x7e)
            return false;
    return true;
}

/* Spec: RFC9421-2.5-1, RFC9421-2.1-1 */
static int write_component(const fapix_exchange *exchange, fapix_signature_space *space, const fapix_component *component)
{
    const fapix_http_message *message = message_of(exchange, component->req);
    size_t start = space->base.n;
    int rc = FAPI_OK;

    if (component->name.p[0] == '@')
        write_derived(&space->base, exchange, component->name);
    else if (fapix_http_message_find(message, component->name, 0) == message->lines)
        rc = FAPI_SIGNATURE_COMPONENT_ABSENT;
    else if (component->has_key)
        rc = write_member(space, message, component);
    else
        (void)fapix_http_message_join(message, component->name, &space->base);
    if (rc == FAPI_OK && !is_ascii(&space->base, start))
        rc = FAPI_SIGNATURE_COMPONENT_VALUE;
    return rc;
}

int fapix_signature_base(const fapix_exchange *exchange, fapix_signature_space *space, const fapix_sf_member *member)
{
    fapix_buffer *base = &space->base;

    fapix_buffer_reset(base);
    for (size_t i = 0; i < space->component_count; i++) {
        const fapix_sf_item *item = &space->input.items[member->items.first + i];
        int rc = FAPI_ERR_INTERNAL;

        fapix_sf_write_value(base, &item->value);
        fapix_sf_write_parameters(base, &space->input, item->parameters);
        fapix_buffer_str(base, ": ");
        rc = write_component(exchange, space, &space->component[i]);
        if (rc != FAPI_OK)
            return rc;
        fapix_buffer_str(base, "\n");
    }
    fapix_buffer_str(base, "\"@signature-params\": ");
    fapix_sf_write_member(base, &space->input, member);
    return base->status == FAPI_ERR_BUFFER ? FAPI_SIGNATURE_SIZE : base->status;
}
