/* Pages of a table, and the years there are. */
#include "listing.h"

#include "tuple.h"

enum { ARGUMENTS = 14, YEAR_FIELDS = 4 };
enum { VERSION = 1 };

static void put_versioned(struct jx_buffer *out, uint32_t count)
{
    jx_mp_put_array(out, count);
    jx_mp_put_uint(out, VERSION);
}

enum jx_listing_sort jx_listing_sort_of(struct jx_slice name)
{
    static const char *const names[] = {
#define X(name) #name,
        JX_LISTING_SORTS(X)
#undef X
    };
    unsigned i = 0;
    while (i < JX_SORT_COUNT && !jx_slice_eq(jx_slice_of(names[i]), name))
        i++;
    return (enum jx_listing_sort)i;
}

jx_status jx_listing_arguments_encode(const struct jx_listing_arguments *in, struct jx_buffer *out)
{
    put_versioned(out, ARGUMENTS);
    jx_mp_put_uint(out, in->year);
    jx_mp_put_text(out, in->form);
    jx_mp_put_text(out, in->unit);
    jx_mp_put_text(out, in->state);
    jx_mp_put_uint(out, in->grade);
    jx_mp_put_uint(out, in->asks);
    jx_mp_put_bool(out, in->counting);
    jx_mp_put_text(out, in->text);
    jx_mp_put_uint(out, in->sort);
    jx_mp_put_bool(out, in->backwards);
    jx_mp_put_uint(out, in->offset);
    jx_mp_put_uint(out, in->most);
    jx_mp_put_text(out, jx_is_absent(in->rule) ? JX_LIT("") : in->rule);
    return out->status;
}

static void get_arguments(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    enum { GRADES_MAX = 8 };
    struct jx_listing_arguments *out = to;
    (void)a;
    jx_tuple_uint(t, JX_YEAR_LAST, &out->year);
    jx_tuple_text(t, JX_FORM_NAME_MAX, &out->form);
    jx_tuple_text(t, JX_UNIT_CODE_MAX, &out->unit);
    jx_tuple_text(t, JX_FORM_NAME_MAX, &out->state);
    jx_tuple_uint(t, GRADES_MAX, &out->grade);
    jx_tuple_uint(t, JX_ASKS_COUNT - 1, &out->asks);
    jx_tuple_bool(t, &out->counting);
    jx_tuple_text(t, JX_WORD_MAX, &out->text);
    jx_tuple_uint(t, JX_SORT_COUNT - 1, &out->sort);
    jx_tuple_bool(t, &out->backwards);
    jx_tuple_uint(t, UINT32_MAX, &out->offset);
    jx_tuple_uint(t, UINT32_MAX, &out->most);
    jx_tuple_text(t, JX_WORD_MAX, &out->rule);
}

jx_status jx_listing_arguments_decode(struct jx_slice bytes, struct jx_listing_arguments *out)
{
    return jx_tuple_read(bytes, ARGUMENTS, VERSION, NULL, get_arguments, out);
}

jx_status jx_listing_encode(const struct jx_listing *in, struct jx_buffer *out)
{
    struct jx_buffer rows;
    jx_buffer_init(&rows, JX_MESSAGE_BYTES_MAX);
    jx_status rc = jx_list_encode(in->rows, in->count, &rows);
    put_versioned(out, 4);
    jx_mp_put_uint(out, in->position);
    jx_mp_put_uint(out, in->total);
    jx_mp_put_bin(out, jx_buffer_slice(&rows));
    jx_buffer_clear(&rows);
    return rc == JX_OK ? out->status : rc;
}

static void get_listing(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_listing *out = to;
    struct jx_slice rows = JX_ABSENT;
    jx_tuple_uint(t, UINT64_MAX, &out->position);
    jx_tuple_uint(t, UINT64_MAX, &out->total);
    jx_tuple_bin(t, JX_MESSAGE_BYTES_MAX, &rows);
    if (t->status == JX_OK) t->status = jx_list_decode(rows, a, &out->rows, &out->count);
}

jx_status jx_listing_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_listing *out)
{
    *out = (struct jx_listing){.count = 0};
    return jx_tuple_read(bytes, 4, VERSION, a, get_listing, out);
}

jx_status jx_years_encode(const struct jx_years *in, struct jx_buffer *out)
{
    put_versioned(out, 2);
    jx_mp_put_array(out, in->count);
    for (uint32_t i = 0; i < in->count; i++) {
        const struct jx_year *y = &in->items[i];
        jx_mp_put_array(out, YEAR_FIELDS);
        jx_mp_put_uint(out, y->year);
        jx_mp_put_uint(out, y->closed);
        jx_mp_put_uint(out, y->asked);
        jx_mp_put_bin(out, jx_slice_at(y->asker, JX_KEY_BYTES));
    }
    return out->status;
}

static void get_year(struct jx_tuple *list, struct jx_year *out)
{
    struct jx_tuple t;
    uint64_t year = 0;
    uint32_t fields = jx_tuple_inner(list, YEAR_FIELDS, &t);
    if (list->status == JX_OK && fields != YEAR_FIELDS) list->status = JX_E_FORMAT;
    if (list->status != JX_OK) return;
    jx_tuple_uint(&t, JX_YEAR_LAST, &year);
    jx_tuple_uint(&t, UINT64_MAX, &out->closed);
    jx_tuple_uint(&t, UINT64_MAX, &out->asked);
    jx_tuple_fixed(&t, JX_KEY_BYTES, out->asker);
    out->year = (uint32_t)year;
    list->status = t.status;
}

static void get_years(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_years *out = to;
    struct jx_tuple list;
    (void)a;
    out->count = jx_tuple_inner(t, JX_YEARS_MAX, &list);
    for (uint32_t i = 0; t->status == JX_OK && i < out->count; i++) {
        get_year(&list, &out->items[i]);
        t->status = list.status;
    }
}

jx_status jx_years_decode(struct jx_slice bytes, struct jx_years *out)
{
    *out = (struct jx_years){.count = 0};
    return jx_tuple_read(bytes, 2, VERSION, NULL, get_years, out);
}

/* ---- days ---- */

int64_t jx_china_day(int64_t time_ms)
{
    enum { HOUR_MS = 3600 * 1000, AHEAD_HOURS = 8 };
    return (time_ms + AHEAD_HOURS * HOUR_MS) / (24 * HOUR_MS);
}

jx_status jx_days_encode(const struct jx_days *in, struct jx_buffer *out)
{
    put_versioned(out, 3);
    jx_mp_put_uint(out, in->position);
    jx_mp_put_array(out, in->count);
    for (uint32_t i = 0; i < in->count; i++) {
        jx_mp_put_array(out, 2);
        jx_mp_put_int(out, in->items[i].day);
        jx_mp_put_uint(out, in->items[i].documents);
    }
    return out->status;
}

static void get_day(struct jx_tuple *list, struct jx_day *out)
{
    struct jx_tuple pair;
    if (jx_tuple_inner(list, 2, &pair) != 2) list->status = JX_E_FORMAT;
    if (list->status != JX_OK) return;
    jx_tuple_int(&pair, &out->day);
    jx_tuple_uint(&pair, UINT64_MAX, &out->documents);
    list->status = pair.status;
}

static void get_days(struct jx_tuple *t, struct jx_arena *a, void *to)
{
    struct jx_days *out = to;
    struct jx_tuple list;
    jx_tuple_uint(t, UINT64_MAX, &out->position);
    uint32_t count = jx_tuple_inner(t, JX_DAYS_MAX, &list);
    out->items = jx_tuple_room(t, a, count, sizeof *out->items);
    for (; t->status == JX_OK && out->count < count; out->count++) {
        get_day(&list, &out->items[out->count]);
        t->status = list.status;
    }
}

jx_status jx_days_decode(struct jx_slice bytes, struct jx_arena *a, struct jx_days *out)
{
    *out = (struct jx_days){.count = 0};
    return jx_tuple_read(bytes, 3, VERSION, a, get_days, out);
}
