#include "engine/network.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

void dd_network_done(dd_network *network)
{
    dd_names_done(&network->texts);
    dd_names_done(&network->class_keys);
    free(network->traits);
    free(network->stations);
    free(network->specialists);
    free(network->cases);
    free(network->classes);
    free(network->eligible);
    free(network->open);
    free(network->critical);
    *network = (dd_network){0};
}

/* ---- short lists ---- */

bool dd_case_list_has(const dd_case_list *list, uint32_t specialist)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->items[i] == specialist) return true;
    return false;
}

void dd_case_list_remove(dd_case_list *list, uint32_t specialist)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list->count; i++)
        if (list->items[i] != specialist) list->items[kept++] = list->items[i];
    list->count = kept;
}

void dd_case_list_add(dd_case_list *list, uint32_t specialist)
{
    dd_case_list_remove(list, specialist);
    if (list->count == DD_CASE_LIST_MAX) dd_case_list_remove(list, list->items[0]);
    list->items[list->count++] = specialist;
}

/* ---- room ---- */

static bool intern(dd_network *network, const char *text)
{
    return dd_names_add(&network->texts, text, strlen(text)) != DD_NONE;
}

static bool intern_all(dd_network *network, const dd_trait *traits, uint32_t count, const char *reference)
{
    for (uint32_t i = 0; i < count; i++)
        if (!intern(network, traits[i].text)) return false;
    return reference == NULL || reference[0] == '\0' || intern(network, reference);
}

/* Widens the rows of eligible bits where the specialists need it, and makes room for one more class. */
static bool reserve_bits(dd_network *network, size_t specialists, size_t classes)
{
    size_t words = (specialists + 63) / 64;
    if (words <= network->words) return DD_ARRAY_RESERVE(network->eligible, network->eligible_capacity, classes * network->words);
    words = words < 2 * network->words ? 2 * network->words : words;
    if (!DD_ARRAY_RESERVE(network->eligible, network->eligible_capacity, classes * words)) return false;
    memset(network->eligible, 0, network->eligible_capacity * sizeof *network->eligible);
    network->words = words;
    network->eligible_until_ms = INT64_MIN; /* none of the bits holds */
    return true;
}

bool dd_network_reserve(dd_network *network, const dd_trait *traits, uint32_t trait_count, const char *reference)
{
    return intern_all(network, traits, trait_count, reference) &&
           DD_ARRAY_RESERVE(network->traits, network->trait_capacity, network->trait_count + trait_count) &&
           DD_ARRAY_RESERVE(network->stations, network->station_capacity, network->station_count + 1) &&
           DD_ARRAY_RESERVE(network->specialists, network->specialist_capacity, network->specialist_count + 1) &&
           DD_ARRAY_RESERVE(network->cases, network->case_capacity, network->case_count + 1) &&
           DD_ARRAY_RESERVE(network->open, network->open_capacity, network->open_count + 1) &&
           DD_ARRAY_RESERVE(network->critical, network->critical_capacity, network->critical_count + 1) &&
           DD_ARRAY_RESERVE(network->classes, network->class_capacity, network->class_count + 1) &&
           dd_names_reserve(&network->class_keys, DD_NAME_MAX) &&
           reserve_bits(network, network->specialist_count + 1, network->class_count + 1);
}

/* ---- traits ---- */

static int compare_traits(const void *a, const void *b)
{
    const dd_net_trait *one = a, *other = b;
    if (one->kind != other->kind) return one->kind < other->kind ? -1 : 1;
    if (one->text != other->text) return one->text < other->text ? -1 : 1;
    if (one->begin_ms != other->begin_ms) return one->begin_ms < other->begin_ms ? -1 : 1;
    return one->end_ms < other->end_ms ? -1 : one->end_ms > other->end_ms;
}

void dd_network_set_traits(dd_network *network, dd_trait_slice *slice, const dd_trait *traits, uint32_t count)
{
    if (count > slice->room) {
        slice->first = (uint32_t)network->trait_count;
        slice->room = count;
        network->trait_count += count;
    }
    slice->count = count;
    dd_net_trait *into = network->traits + slice->first;
    for (uint32_t i = 0; i < count; i++) {
        const dd_trait *trait = &traits[i];
        bool is_dated = trait->kind == DD_TRAIT_LICENCE || trait->kind == DD_TRAIT_BLOCK;
        uint32_t text = dd_names_find(&network->texts, trait->text, strlen(trait->text));
        into[i] = (dd_net_trait){trait->kind, text, is_dated ? trait->begin_ms : -DD_FOREVER_MS, is_dated ? trait->end_ms : DD_FOREVER_MS};
    }
    qsort(into, count, sizeof *into, compare_traits);
}

const dd_net_trait *dd_network_find_trait(const dd_network *network, const dd_trait_slice *slice, dd_trait_kind kind, uint32_t text,
                                          int64_t at_ms)
{
    for (uint32_t i = 0; i < slice->count; i++) {
        const dd_net_trait *trait = &network->traits[slice->first + i];
        if (trait->kind == kind && (text == DD_NONE || trait->text == text) && at_ms >= trait->begin_ms && at_ms < trait->end_ms)
            return trait;
    }
    return NULL;
}

/* A class's key: kind, station, needs, as bytes without NUL; needs are hashed when there are too many for a name. */
static size_t class_key(const dd_network *network, const dd_event *opened, const dd_trait_slice *needs, char ret[DD_NAME_MAX])
{
    uint64_t hash = UINT64_C(14695981039346656037);
    size_t length = 0;
    const uint32_t head[] = {(uint32_t)opened->case_kind, opened->station, needs->count};
    for (size_t i = 0; i < 3 + 2 * (size_t)needs->count; i++) {
        const dd_net_trait *trait = i < 3 ? NULL : &network->traits[needs->first + (i - 3) / 2];
        uint32_t value = i < 3 ? head[i] : (i - 3) % 2 == 0 ? (uint32_t)trait->kind : trait->text;
        for (int nibble = 0; nibble < 8; nibble++) {
            char digit = (char)('a' + (value >> (4 * nibble) & 15));
            hash = (hash ^ (uint64_t)digit) * UINT64_C(1099511628211);
            if (length < DD_NAME_MAX - 16) ret[length++] = digit;
        }
    }
    for (int nibble = 0; nibble < 16; nibble++) ret[length++] = (char)('a' + (hash >> (4 * nibble) & 15));
    return length;
}

uint32_t dd_network_class(dd_network *network, const dd_event *opened)
{
    dd_trait_slice needs = {0};
    char key[DD_NAME_MAX];
    dd_network_set_traits(network, &needs, opened->traits, opened->trait_count);
    size_t length = class_key(network, opened, &needs, key);
    uint32_t ix = dd_names_add(&network->class_keys, key, length);
    if (ix < network->class_count) { /* known: give the traits back */
        network->trait_count -= needs.room;
        return ix;
    }
    network->classes[ix] = (dd_case_class){.needs = needs, .station = opened->station, .kind = opened->case_kind};
    network->class_count++;
    dd_network_mark_class(network, ix, opened->at_ms, network->eligible + ix * network->words);
    return ix;
}

/* ---- proofs ---- */

typedef struct proof {
    const dd_network *network;
    dd_trait *traits;
    uint32_t count;
} proof;

static void prove(proof *p, const dd_net_trait *trait)
{
    if (p->traits == NULL || p->count >= DD_TRAITS_MAX) return;
    p->traits[p->count++] = (dd_trait){trait->kind, dd_names_at(&p->network->texts, trait->text), trait->begin_ms, trait->end_ms};
}

/* Licence and, for live work, language; or the same hospital; or broken glass. */
static bool proves_right(proof *p, const dd_case_class *class, const dd_specialist *specialist, bool is_permitted, int64_t at_ms)
{
    const dd_network *network = p->network;
    const dd_station *station = &network->stations[class->station];
    const dd_net_trait *home = dd_network_find_trait(network, &station->traits, DD_TRAIT_HOSPITAL, DD_NONE, 0);
    const dd_net_trait *region = dd_network_find_trait(network, &station->traits, DD_TRAIT_REGION, DD_NONE, 0);
    const dd_net_trait *own = home == NULL ? NULL : dd_network_find_trait(network, &specialist->traits, DD_TRAIT_HOSPITAL, home->text, 0);
    if (own != NULL) {
        prove(p, own);
        return true;
    }
    const dd_net_trait *licence =
        region == NULL ? NULL : dd_network_find_trait(network, &specialist->traits, DD_TRAIT_LICENCE, region->text, at_ms);
    const dd_net_trait *wanted = dd_network_find_trait(network, &class->needs, DD_TRAIT_LANGUAGE, DD_NONE, 0);
    bool asks_language = class->kind == DD_CASE_LIVE && wanted != NULL;
    const dd_net_trait *language =
        asks_language ? dd_network_find_trait(network, &specialist->traits, DD_TRAIT_LANGUAGE, wanted->text, 0) : NULL;
    if (licence != NULL && (!asks_language || language != NULL)) {
        prove(p, licence);
        if (language != NULL) prove(p, language);
        return true;
    }
    if (is_permitted && p->traits != NULL && p->count < DD_TRAITS_MAX)
        p->traits[p->count++] = (dd_trait){DD_TRAIT_BREAK_GLASS, "ruling", -DD_FOREVER_MS, DD_FOREVER_MS};
    return is_permitted;
}

bool dd_network_proves(const dd_network *network, const dd_case_class *class, uint32_t ix, bool is_permitted, int64_t at_ms, dd_trait *ret,
                       uint32_t *ret_count)
{
    const dd_specialist *specialist = &network->specialists[ix];
    proof p = {network, ret, 0};
    for (uint32_t i = 0; i < class->needs.count; i++) {
        const dd_net_trait *need = &network->traits[class->needs.first + i];
        if (need->kind == DD_TRAIT_LANGUAGE) continue;
        const dd_net_trait *has = dd_network_find_trait(network, &specialist->traits, need->kind, need->text, at_ms);
        if (has == NULL) return false;
        prove(&p, has);
    }
    if (!proves_right(&p, class, specialist, is_permitted, at_ms)) return false;
    if (ret_count != NULL) *ret_count = p.count;
    return true;
}

void dd_network_mark_class(const dd_network *network, uint32_t class_ix, int64_t at_ms, uint64_t *ret_bits)
{
    memset(ret_bits, 0, network->words * sizeof *ret_bits);
    for (uint32_t ix = 0; ix < network->specialist_count; ix++)
        if (dd_network_proves(network, &network->classes[class_ix], ix, false, at_ms, NULL, NULL))
            ret_bits[ix / 64] |= UINT64_C(1) << ix % 64;
}

/* The next begin or end of such a trait after at_ms. */
static int64_t change_ms(const dd_network *network, const dd_trait_slice *slice, dd_trait_kind kind, int64_t at_ms)
{
    int64_t next_ms = DD_FOREVER_MS;
    for (uint32_t i = 0; i < slice->count; i++) {
        const dd_net_trait *trait = &network->traits[slice->first + i];
        if (trait->kind != kind) continue;
        if (trait->begin_ms > at_ms && trait->begin_ms < next_ms) next_ms = trait->begin_ms;
        if (trait->end_ms > at_ms && trait->end_ms < next_ms) next_ms = trait->end_ms;
    }
    return next_ms;
}

void dd_network_mark_specialist(dd_network *network, uint32_t ix, int64_t at_ms)
{
    for (uint32_t i = 0; i < network->class_count; i++) {
        uint64_t bit = UINT64_C(1) << ix % 64, *word = &network->eligible[i * network->words + ix / 64];
        *word = dd_network_proves(network, &network->classes[i], ix, false, at_ms, NULL, NULL) ? *word | bit : *word & ~bit;
    }
    int64_t change = change_ms(network, &network->specialists[ix].traits, DD_TRAIT_LICENCE, at_ms);
    if (change < network->eligible_until_ms) network->eligible_until_ms = change;
}

void dd_network_mark(dd_network *network, int64_t at_ms)
{
    for (uint32_t ix = 0; ix < network->class_count; ix++)
        dd_network_mark_class(network, ix, at_ms, network->eligible + ix * network->words);
    network->eligible_until_ms = dd_network_licence_change_ms(network, at_ms);
}

int64_t dd_network_licence_change_ms(const dd_network *network, int64_t at_ms)
{
    int64_t next_ms = DD_FOREVER_MS;
    for (uint32_t ix = 0; ix < network->specialist_count; ix++) {
        int64_t own_ms = change_ms(network, &network->specialists[ix].traits, DD_TRAIT_LICENCE, at_ms);
        if (own_ms < next_ms) next_ms = own_ms;
    }
    return next_ms;
}

bool dd_network_is_blocked(const dd_network *network, uint32_t ix, int64_t at_ms, int64_t *ret_until_ms)
{
    const dd_trait_slice *traits = &network->specialists[ix].traits;
    if (ret_until_ms != NULL) *ret_until_ms = change_ms(network, traits, DD_TRAIT_BLOCK, at_ms);
    return dd_network_find_trait(network, traits, DD_TRAIT_BLOCK, DD_NONE, at_ms) != NULL;
}

bool dd_network_is_there(const dd_network *network, uint32_t ix, int64_t at_ms)
{
    const dd_specialist *specialist = &network->specialists[ix];
    return specialist->is_on && !specialist->is_leaving && specialist->on_ms <= at_ms && !dd_network_is_blocked(network, ix, at_ms, NULL);
}

uint32_t dd_network_room_limit(const dd_station *station)
{
    return station->rooms < station->gps ? station->rooms : station->gps;
}
