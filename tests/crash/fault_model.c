#include "crash/fault_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECTOR = 512 };

typedef struct image {
    unsigned char *bytes;
    size_t size, capacity;
} image;

typedef struct model_inode {
    image durable;
    const fault_entry **pending;
    size_t pending_count, pending_capacity;
} model_inode;

struct fault_model {
    bool powersafe;
    model_inode *inodes;
    size_t inode_count;
    const fault_entry **names; /* creates and unlinks, in order; the first `durable_names` are durable */
    size_t name_count, name_capacity, durable_names;
};

static void *grow(void *memory, size_t size)
{
    memory = realloc(memory, size ? size : 1);
    if (memory == NULL) {
        fprintf(stderr, "fault_model: out of memory\n");
        abort();
    }
    return memory;
}

static void entry_push(const fault_entry ***items, size_t *count, size_t *capacity, const fault_entry *entry)
{
    if (*count == *capacity) {
        *capacity = *capacity ? *capacity * 2 : 64;
        *items = grow(*items, *capacity * sizeof **items);
    }
    (*items)[(*count)++] = entry;
}

static void image_resize(image *file, size_t size)
{
    if (size > file->capacity) {
        file->capacity = size * 2;
        file->bytes = grow(file->bytes, file->capacity);
    }
    if (size > file->size) memset(file->bytes + file->size, 0, size - file->size);
    file->size = size;
}

static void image_write(image *file, size_t offset, const unsigned char *bytes, size_t size)
{
    if (offset + size > file->size) image_resize(file, offset + size);
    memcpy(file->bytes + offset, bytes, size);
}

static void image_apply(image *file, const fault_entry *entry)
{
    if (entry->op == FAULT_TRUNCATE) image_resize(file, (size_t)entry->offset);
    else image_write(file, (size_t)entry->offset, entry->bytes, entry->size);
}

static void image_garbage(image *file, size_t from, size_t to, dd_rng *rng)
{
    if (to > file->size) image_resize(file, to);
    for (size_t i = from; i < to; i++) file->bytes[i] = (unsigned char)dd_rng_next(rng);
}

/* A write of which each sector arrives, is lost, or (not powersafe) is spoilt. */
static void image_tear(image *file, const fault_entry *entry, bool powersafe, dd_rng *rng)
{
    size_t from = (size_t)entry->offset, end = from + entry->size, old_size = file->size;
    if (end > old_size && dd_rng_below(rng, 2)) image_garbage(file, from > old_size ? from : old_size, end, rng);
    while (from < end) {
        size_t next = (from / SECTOR + 1) * SECTOR < end ? (from / SECTOR + 1) * SECTOR : end;
        uint32_t fate = dd_rng_below(rng, powersafe ? 2 : 3);
        if (fate == 1) image_write(file, from, entry->bytes + (from - (size_t)entry->offset), next - from);
        if (fate == 2) image_garbage(file, from / SECTOR * SECTOR, (from / SECTOR + 1) * SECTOR, rng);
        from = next;
    }
}

fault_model *fault_model_create(bool powersafe)
{
    fault_model *model = grow(NULL, sizeof *model);
    *model = (fault_model){.powersafe = powersafe};
    return model;
}

void fault_model_free(fault_model *model)
{
    if (model == NULL) return;
    for (size_t i = 0; i < model->inode_count; i++) {
        free(model->inodes[i].durable.bytes);
        free(model->inodes[i].pending);
    }
    free(model->inodes);
    free(model->names);
    free(model);
}

static model_inode *inode_at(fault_model *model, uint32_t number)
{
    if (number >= model->inode_count) {
        model->inodes = grow(model->inodes, (number + 1) * sizeof *model->inodes);
        memset(model->inodes + model->inode_count, 0, (number + 1 - model->inode_count) * sizeof *model->inodes);
        model->inode_count = number + 1;
    }
    return &model->inodes[number];
}

void fault_model_apply(fault_model *model, const fault_entry *entry)
{
    if (entry->op == FAULT_MARK) return;
    model_inode *inode = inode_at(model, entry->inode);
    if (entry->op == FAULT_CREATE || entry->op == FAULT_UNLINK) {
        entry_push(&model->names, &model->name_count, &model->name_capacity, entry);
    } else if (entry->op == FAULT_SYNC) {
        for (size_t i = 0; i < inode->pending_count; i++) image_apply(&inode->durable, inode->pending[i]);
        inode->pending_count = 0;
    } else if (entry->op == FAULT_LOST) {
        inode->pending_count = 0;
    } else {
        entry_push(&inode->pending, &inode->pending_count, &inode->pending_capacity, entry);
    }
    if (entry->is_directory_synced) model->durable_names = model->name_count;
}

static image inode_crash(const fault_model *model, const model_inode *inode, fault_luck luck, dd_rng *rng)
{
    image file = {0};
    image_resize(&file, inode->durable.size);
    if (file.size) memcpy(file.bytes, inode->durable.bytes, file.size);
    uint32_t lose = dd_rng_below(rng, 4); /* of 4: some crashes lose much, some little */
    for (size_t i = 0; i < inode->pending_count && luck != FAULT_LOSE_ALL; i++) {
        const fault_entry *entry = inode->pending[i];
        if (luck == FAULT_KEEP_ALL) image_apply(&file, entry);
        else if (dd_rng_below(rng, 4) < lose) continue;
        else if (entry->op == FAULT_WRITE && dd_rng_below(rng, 3) == 0) image_tear(&file, entry, model->powersafe, rng);
        else image_apply(&file, entry);
    }
    return file;
}

fault_disk *fault_model_crash(const fault_model *model, fault_luck luck, dd_rng *rng)
{
    fault_disk *disk = fault_disk_create(model->powersafe, dd_rng_next(rng));
    size_t names = model->durable_names, open = model->name_count - names;
    if (luck == FAULT_KEEP_ALL) names = model->name_count;
    if (luck == FAULT_MIXED) names += dd_rng_below(rng, (uint32_t)open + 1);
    for (size_t i = 0; i < names; i++) {
        if (model->names[i]->op != FAULT_CREATE) continue;
        bool is_linked = true; /* unless an unlink of the same inode follows */
        for (size_t j = i + 1; j < names && is_linked; j++) is_linked = model->names[j]->inode != model->names[i]->inode;
        if (!is_linked) continue;
        image file = inode_crash(model, &model->inodes[model->names[i]->inode], luck, rng);
        fault_disk_put(disk, model->names[i]->name, file.bytes, file.size);
        free(file.bytes);
    }
    return disk;
}
