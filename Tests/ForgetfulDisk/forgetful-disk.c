// A file system that forgets what was not synchronised: forgetful-disk BACKING MOUNTPOINT CONTROL
//
// What is written is kept in this process and goes to the backing directory with fsync(2) or fdatasync(2) alone. Killed with SIGKILL it is
// a disk whose power was cut: mounted again, it has what was synchronised. Names (create, rename, unlink) are kept at once, as by
// a journaling file system at its best; a file that was made and not synchronised is empty. Ended with SIGTERM it synchronises all.
//
// Its standard input says nothing; when it ends, whoever made the disk is gone, and so is the disk.
//
// CONTROL is a file of 8 bytes, changed while it runs: a mode (0 as it should be, 1 full, 2 read-only, 3 synchronising fails), and
// after 4 bytes how many milliseconds each synchronisation takes. SQLite's shared memory (-shm) is memory: it takes no harm.
//
// Source: libfuse 3, fuse_operations; SQLite, "How To Corrupt An SQLite Database File", for what a disk may do.
#define FUSE_USE_VERSION 31
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fuse3/fuse.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { BLOCK = 4096, SLOTS = 1024 };
enum mode { SOUND, FULL, READ_ONLY, UNSYNCABLE };

struct control {
    volatile uint32_t mode;
    volatile uint32_t milliseconds;
};

/// A block that is not on the disk yet.
struct block {
    struct block *next;
    off_t index;
    char bytes[BLOCK];
};

/// A file that is open, or has blocks that are not on the disk yet.
struct node {
    struct node *next;
    ino_t number;
    int descriptor;
    int opens;
    bool is_memory;
    bool is_changed;
    off_t size;
    /// Where the disk's own bytes end to count: the file was shorter once since it was synchronised.
    off_t valid;
    struct block *blocks[SLOTS];
};

static char backing[4096];
static struct control *control;
static struct node *nodes;

static void place(char *path, const char *name) { snprintf(path, 8192, "%s%s", backing, name); }

static bool is_memory(const char *name) {
    size_t length = strlen(name);
    return length > 4 && strcmp(name + length - 4, "-shm") == 0;
}

static int refusal(void) {
    switch (control->mode) {
    case FULL: return -ENOSPC;
    case READ_ONLY: return -EROFS;
    default: return 0;
    }
}

static struct node *find(ino_t number) {
    for (struct node *node = nodes; node; node = node->next)
        if (node->number == number) return node;
    return NULL;
}

static struct node *named(const char *name) {
    char path[8192];
    struct stat status;
    place(path, name);
    return lstat(path, &status) == 0 ? find(status.st_ino) : NULL;
}

static struct node *of(struct fuse_file_info *info) { return (struct node *)(uintptr_t)info->fh; }

static struct block *block_at(struct node *node, off_t index) {
    for (struct block *block = node->blocks[index % SLOTS]; block; block = block->next)
        if (block->index == index) return block;
    return NULL;
}

/// How much of `left` bytes is in the block that `at` is in.
static size_t part_of_block(off_t at, size_t left) {
    size_t room = BLOCK - at % BLOCK;
    return room < left ? room : left;
}

/// Reads what the disk itself has, with zeros where it has nothing.
static int read_disk(struct node *node, char *into, size_t count, off_t offset) {
    memset(into, 0, count);
    if (offset >= node->valid) return 0;
    size_t there = offset + (off_t)count > node->valid ? (size_t)(node->valid - offset) : count;
    return pread(node->descriptor, into, there, offset) < 0 ? -errno : 0;
}

static void drop_from(struct node *node, off_t first) {
    for (int slot = 0; slot < SLOTS; slot++) {
        struct block **place = &node->blocks[slot];
        while (*place) {
            struct block *block = *place;
            if (block->index < first) {
                place = &block->next;
                continue;
            }
            *place = block->next;
            free(block);
        }
    }
}

static int synchronise(struct node *node) {
    if (!node->is_changed) return 0;
    struct stat status;
    if (fstat(node->descriptor, &status) < 0) return -errno;
    if (node->valid < status.st_size && ftruncate(node->descriptor, node->valid) < 0) return -errno;
    if (ftruncate(node->descriptor, node->size) < 0) return -errno;
    for (int slot = 0; slot < SLOTS; slot++)
        for (struct block *block = node->blocks[slot]; block; block = block->next) {
            off_t start = block->index * BLOCK;
            size_t count = node->size - start < BLOCK ? (size_t)(node->size - start) : BLOCK;
            if (pwrite(node->descriptor, block->bytes, count, start) != (ssize_t)count) return -EIO;
        }
    drop_from(node, 0);
    node->valid = node->size;
    node->is_changed = false;
    return 0;
}

static int forgetful_getattr(const char *name, struct stat *status, struct fuse_file_info *info) {
    char path[8192];
    place(path, name);
    if (info ? fstat(of(info)->descriptor, status) < 0 : lstat(path, status) < 0) return -errno;
    struct node *node = find(status->st_ino);
    if (node) status->st_size = node->size;
    return 0;
}

static int attach(const char *name, int flags, mode_t mode, struct fuse_file_info *info) {
    char path[8192];
    place(path, name);
    int descriptor = open(path, (flags & (O_CREAT | O_EXCL)) | O_RDWR, mode);
    if (descriptor < 0) return -errno;
    struct stat status;
    if (fstat(descriptor, &status) < 0) return -errno;
    struct node *node = find(status.st_ino);
    if (node) {
        close(descriptor);
    } else {
        node = calloc(1, sizeof *node);
        if (!node) return -ENOMEM;
        *node = (struct node){ .next = nodes, .number = status.st_ino, .descriptor = descriptor,
                               .size = status.st_size, .valid = status.st_size, .is_memory = is_memory(name) };
        nodes = node;
    }
    node->opens++;
    info->fh = (uintptr_t)node;
    // Nobody else writes here: what the kernel remembers is right.
    info->keep_cache = 1;
    return 0;
}

static int forgetful_truncate(const char *name, off_t size, struct fuse_file_info *info) {
    struct fuse_file_info own = { 0 };
    int error = info ? 0 : attach(name, 0, 0, &own);
    if (error) return error;
    struct node *node = of(info ? info : &own);
    if (!info) node->opens--;
    if ((error = node->is_memory ? 0 : refusal())) return error;
    if (size < node->size) {
        drop_from(node, (size + BLOCK - 1) / BLOCK);
        struct block *last = size % BLOCK ? block_at(node, size / BLOCK) : NULL;
        if (last) memset(last->bytes + size % BLOCK, 0, BLOCK - size % BLOCK);
        if (size < node->valid) node->valid = size;
    }
    node->size = size;
    node->is_changed = true;
    return 0;
}

static int forgetful_open(const char *name, struct fuse_file_info *info) {
    int error = attach(name, 0, 0, info);
    if (error || !(info->flags & O_TRUNC)) return error;
    return forgetful_truncate(name, 0, info);
}

static int forgetful_create(const char *name, mode_t mode, struct fuse_file_info *info) {
    int error = is_memory(name) ? 0 : refusal();
    return error ? error : attach(name, O_CREAT | (info->flags & O_EXCL), mode, info);
}

static int forgetful_read(const char *name, char *into, size_t count, off_t offset, struct fuse_file_info *info) {
    (void)name;
    struct node *node = of(info);
    if (offset >= node->size) return 0;
    if (offset + (off_t)count > node->size) count = node->size - offset;
    for (size_t done = 0; done < count;) {
        off_t at = offset + done;
        size_t part = part_of_block(at, count - done);
        struct block *block = block_at(node, at / BLOCK);
        if (block) {
            memcpy(into + done, block->bytes + at % BLOCK, part);
        } else {
            int error = read_disk(node, into + done, part, at);
            if (error) return error;
        }
        done += part;
    }
    return count;
}

static int forgetful_write(const char *name, const char *from, size_t count, off_t offset, struct fuse_file_info *info) {
    (void)name;
    struct node *node = of(info);
    int error = node->is_memory ? 0 : refusal();
    if (error) return error;
    for (size_t done = 0; done < count;) {
        off_t at = offset + done;
        size_t part = part_of_block(at, count - done);
        struct block *block = block_at(node, at / BLOCK);
        if (!block) {
            block = malloc(sizeof *block);
            if (!block) return -ENOMEM;
            block->index = at / BLOCK;
            error = read_disk(node, block->bytes, BLOCK, block->index * BLOCK);
            if (error) {
                free(block);
                return error;
            }
            block->next = node->blocks[block->index % SLOTS];
            node->blocks[block->index % SLOTS] = block;
        }
        memcpy(block->bytes + at % BLOCK, from + done, part);
        done += part;
    }
    if (offset + (off_t)count > node->size) node->size = offset + count;
    node->is_changed = true;
    return count;
}

static int forgetful_fsync(const char *name, int data, struct fuse_file_info *info) {
    (void)name, (void)data;
    if (control->milliseconds) usleep(control->milliseconds * 1000);
    if (control->mode == UNSYNCABLE) return -EIO;
    int error = refusal();
    return error && of(info)->is_changed ? error : synchronise(of(info));
}

static int forgetful_release(const char *name, struct fuse_file_info *info) {
    (void)name;
    of(info)->opens--;
    return 0;
}

/// Forgets a file that is gone: its number will be another's.
static void forget(const char *name) {
    struct node *gone = named(name);
    struct stat status;
    if (!gone || gone->opens > 0 || fstat(gone->descriptor, &status) < 0 || status.st_nlink > 1) return;
    for (struct node **place = &nodes; *place; place = &(*place)->next)
        if (*place == gone) {
            *place = gone->next;
            break;
        }
    drop_from(gone, 0);
    close(gone->descriptor);
    free(gone);
}

#define CHANGE(call)                            \
    do {                                        \
        int error = refusal();                  \
        if (error) return error;                \
        return (call) < 0 ? -errno : 0;         \
    } while (0)

static int forgetful_unlink(const char *name) {
    char path[8192];
    int error = is_memory(name) ? 0 : refusal();
    if (error) return error;
    place(path, name);
    forget(name);
    return unlink(path) < 0 ? -errno : 0;
}

static int forgetful_rename(const char *name, const char *other, unsigned flags) {
    char from[8192], to[8192];
    if (flags) return -EINVAL;
    int error = refusal();
    if (error) return error;
    place(from, name), place(to, other);
    forget(other);
    return rename(from, to) < 0 ? -errno : 0;
}

static int forgetful_mkdir(const char *name, mode_t mode) {
    char path[8192];
    place(path, name);
    CHANGE(mkdir(path, mode));
}

static int forgetful_rmdir(const char *name) {
    char path[8192];
    place(path, name);
    CHANGE(rmdir(path));
}

static int forgetful_chmod(const char *name, mode_t mode, struct fuse_file_info *info) {
    char path[8192];
    (void)info;
    place(path, name);
    CHANGE(chmod(path, mode));
}

static int forgetful_chown(const char *name, uid_t user, gid_t group, struct fuse_file_info *info) {
    char path[8192];
    (void)info;
    place(path, name);
    CHANGE(lchown(path, user, group));
}

static int forgetful_utimens(const char *name, const struct timespec times[2], struct fuse_file_info *info) {
    char path[8192];
    (void)info;
    place(path, name);
    CHANGE(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW));
}

static int forgetful_statfs(const char *name, struct statvfs *status) {
    char path[8192];
    place(path, name);
    if (statvfs(path, status) < 0) return -errno;
    if (control->mode == FULL) status->f_bfree = status->f_bavail = 0;
    return 0;
}

static int forgetful_readdir(const char *name, void *buffer, fuse_fill_dir_t fill, off_t offset,
                             struct fuse_file_info *info, enum fuse_readdir_flags flags) {
    char path[8192];
    (void)offset, (void)info, (void)flags;
    place(path, name);
    DIR *directory = opendir(path);
    if (!directory) return -errno;
    for (struct dirent *entry; (entry = readdir(directory));) fill(buffer, entry->d_name, NULL, 0, 0);
    closedir(directory);
    return 0;
}

/// Names are on the disk at once.
static int forgetful_fsyncdir(const char *name, int data, struct fuse_file_info *info) {
    (void)name, (void)data, (void)info;
    return control->mode == UNSYNCABLE ? -EIO : 0;
}

static void forgetful_destroy(void *data) {
    (void)data;
    for (struct node *node = nodes; node; node = node->next) synchronise(node);
}

static const struct fuse_operations operations = {
    .getattr = forgetful_getattr, .truncate = forgetful_truncate, .open = forgetful_open,
    .create = forgetful_create, .read = forgetful_read, .write = forgetful_write, .fsync = forgetful_fsync,
    .release = forgetful_release, .unlink = forgetful_unlink, .rename = forgetful_rename, .mkdir = forgetful_mkdir,
    .rmdir = forgetful_rmdir, .chmod = forgetful_chmod, .chown = forgetful_chown, .utimens = forgetful_utimens,
    .statfs = forgetful_statfs, .readdir = forgetful_readdir, .fsyncdir = forgetful_fsyncdir,
    .destroy = forgetful_destroy,
};

static void *end_with_maker(void *unused) {
    char byte;
    (void)unused;
    while (read(STDIN_FILENO, &byte, 1) > 0) {}
    kill(getpid(), SIGTERM);
    return NULL;
}

int main(int count, char **words) {
    if (count != 4) {
        fprintf(stderr, "forgetful-disk BACKING MOUNTPOINT CONTROL\n");
        return 64;
    }
    if (!realpath(words[1], backing)) return perror(words[1]), 66;
    int descriptor = open(words[3], O_RDONLY);
    if (descriptor < 0) return perror(words[3]), 66;
    control = mmap(NULL, sizeof *control, PROT_READ, MAP_SHARED, descriptor, 0);
    if (control == MAP_FAILED) return perror(words[3]), 66;
    pthread_t maker;
    if (pthread_create(&maker, NULL, end_with_maker, NULL) != 0) return 71;
    // In the foreground, one request after the other; open files that are unlinked keep a hidden name.
    char *arguments[] = { words[0], "-f", "-s", "-o", "fsname=forgetful,attr_timeout=0,entry_timeout=0", words[2], NULL };
    return fuse_main(6, arguments, &operations, NULL);
}
