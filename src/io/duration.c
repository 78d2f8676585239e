/* Duration: see duration.h. */
#include "io/duration.h"

#include <string.h>

#include "io/scan.h"

#define MS_MAX (INT64_C(1) << 47)

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR, WEEK = 7 * DAY };

typedef struct unit {
    const char *name;
    int64_t ms;
} unit;

/* The number at text, of a unit of `ms`, exactly; 0 bytes when it is none or too fine. */
static size_t take_amount(const char *text, size_t size, int64_t ms, int64_t *ret)
{
    int64_t millionths;
    size_t used = dd_scan_fixed(text, size, 1000000, &millionths);
    if (used == 0 || millionths < 0 || millionths / 1000000 > MS_MAX / ms) return 0;
    int64_t whole = millionths / 1000000 * ms, rest = millionths % 1000000 * ms;
    if (rest % 1000000 != 0) return 0;
    *ret = whole + rest / 1000000;
    return used;
}

/* "90", "20min", "1.5 h" */
static bool scan_plain(const char *text, size_t size, int64_t *ret)
{
    static const unit units[] = {{"", SECOND}, {"ms", 1}, {"s", SECOND}, {"min", MINUTE}, {"h", HOUR}, {"d", DAY}};
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        size_t length = strlen(units[u].name), used = take_amount(text, size, units[u].ms, ret), at = used;
        while (at < size && text[at] == ' ') at++;
        if (used > 0 && size - at == length && memcmp(text + at, units[u].name, length) == 0 && *ret <= MS_MAX) return true;
    }
    return false;
}

/* "H:MM" or "H:MM:SS" */
static bool scan_clock(const char *text, size_t size, int64_t *ret)
{
    uint64_t parts[3] = {0, 0, 0};
    int count = 0;
    for (size_t at = 0; count < 3; at++) {
        size_t used = dd_scan_uint(text + at, size - at, &parts[count]);
        if (used == 0 || (count > 0 && (used != 2 || parts[count] > 59)) || parts[count] > (uint64_t)(MS_MAX / HOUR)) return false;
        count++;
        at += used;
        if (at == size) break;
        if (text[at] != ':' || count == 3) return false;
    }
    *ret = (int64_t)parts[0] * HOUR + (int64_t)parts[1] * MINUTE + (int64_t)parts[2] * SECOND;
    return count >= 2 && *ret <= MS_MAX;
}

/* "PnW", "PnDTnHnMnS": each part once, in this order, at least one. */
static bool scan_iso(const char *text, size_t size, int64_t *ret)
{
    static const unit date[] = {{"W", WEEK}, {"D", DAY}}, clock[] = {{"H", HOUR}, {"M", MINUTE}, {"S", SECOND}};
    int64_t sum = 0;
    bool is_clock = false, has_part = false;
    size_t next = 0;
    for (size_t at = 1; at < size;) {
        if (text[at] == 'T') {
            if (is_clock) return false;
            is_clock = true;
            has_part = false;
            next = 0;
            at++;
            continue;
        }
        const unit *units = is_clock ? clock : date;
        size_t count = is_clock ? 3 : 2, digits = 0;
        while (at + digits < size && ((text[at + digits] >= '0' && text[at + digits] <= '9') || text[at + digits] == '.')) digits++;
        while (next < count && (at + digits >= size || units[next].name[0] != text[at + digits])) next++;
        int64_t amount;
        if (next == count || take_amount(text + at, digits, units[next].ms, &amount) != digits || digits == 0) return false;
        sum += amount;
        if (sum > MS_MAX) return false;
        has_part = true;
        next++;
        at += digits + 1;
    }
    *ret = sum;
    return has_part;
}

bool dd_duration_scan(const char *text, size_t size, int64_t *ret_ms)
{
    int64_t ms;
    if (size == 0) return false;
    bool is_good = text[0] == 'P' ? scan_iso(text, size, &ms) : memchr(text, ':', size) != NULL ? scan_clock(text, size, &ms) : scan_plain(text, size, &ms);
    if (is_good) *ret_ms = ms;
    return is_good;
}

bool dd_duration_scan_clock(const char *text, size_t size, int64_t *ret_ms)
{
    int64_t ms;
    if (size > 8 || memchr(text, ':', size) == NULL || !scan_clock(text, size, &ms) || ms > DAY) return false;
    *ret_ms = ms;
    return true;
}
