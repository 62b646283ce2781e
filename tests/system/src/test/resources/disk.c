/*
 * A disk between a program and its files, for tests: loaded by LD_PRELOAD, it sees every call of libc that changes what lies under one folder.
 *
 * DISK_FOLDER   the folder, absolute
 * DISK_LOG      where to write down every change and every fsync, in the order in which they took effect. An fsync is only written down: nothing
 *               waits for the real disk. What a power cut would have left can be worked out from this log for every moment.
 * DISK_CONTROL  a file of 64 octets that is mapped: counts the writes, and says which of them find the disk full.
 *
 * A record: kind and length of what follows (4 octets each), inode, offset (8 octets each), in the machine's order; then a path or octets.
 *   O path          this inode is known by this path
 *   C path          a new, empty file
 *   W octets        were written at the offset
 *   T               the length was set to the offset
 *   S               fsync of a file
 *   D path          fsync of a folder
 *   R path 0 path   renamed
 *   L path 0 path   linked
 *   U path          a name was removed
 *   M path          a new folder
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FILES 65536

struct control {
    int64_t writes;   /* so many were tried */
    int64_t first;    /* the first that finds the disk full, counted from 1; 0 for none */
    int64_t last;     /* the last that does */
    int64_t refused;  /* so many did */
};

struct record {
    uint32_t kind;
    uint32_t length;
    uint64_t inode;
    uint64_t offset;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX];
static size_t folder_length;
static int log_file = -1;
static struct control *control;
static uint64_t inodes[MOST_FILES];  /* by file descriptor; 0 for what is none of ours */

__attribute__((constructor)) static void begin(void)
{
    const char *where = getenv("DISK_FOLDER");
    const char *log = getenv("DISK_LOG");
    const char *controls = getenv("DISK_CONTROL");
    if (where == NULL) {
        return;
    }
    snprintf(folder, sizeof folder, "%s", where);
    folder_length = strlen(folder);
    if (log != NULL) {
        log_file = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    if (controls != NULL) {
        int file = syscall(SYS_openat, AT_FDCWD, controls, O_RDWR | O_CLOEXEC, 0);
        void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        control = mapped == MAP_FAILED ? NULL : mapped;
        syscall(SYS_close, file);
    }
}

static void note(char kind, uint64_t inode, uint64_t offset, const struct iovec *parts, int count)
{
    struct record head = {(uint32_t) kind, 0, inode, offset};
    struct iovec all[3] = {{&head, sizeof head}, {NULL, 0}, {NULL, 0}};
    if (log_file < 0) {
        return;
    }
    for (int i = 0; i < count; i++) {
        all[i + 1] = parts[i];
        head.length += (uint32_t) parts[i].iov_len;
    }
    syscall(SYS_writev, log_file, all, count + 1);
}

static void note_path(char kind, uint64_t inode, const char *path)
{
    struct iovec part = {(void *) path, strlen(path)};
    note(kind, inode, 0, &part, 1);
}

static void note_paths(char kind, const char *from, const char *to)
{
    struct iovec parts[2] = {{(void *) from, strlen(from) + 1}, {(void *) to, strlen(to)}};
    note(kind, 0, 0, parts, 2);
}

/* Makes a path absolute; says whether it is of our folder. */
static int ours(int at, const char *path, char *whole)
{
    if (folder_length == 0 || path == NULL) {
        return 0;
    }
    if (path[0] == '/') {
        snprintf(whole, PATH_MAX, "%s", path);
    } else {
        char link[64];
        char base[PATH_MAX];
        ssize_t length;
        if (at == AT_FDCWD) {
            snprintf(link, sizeof link, "/proc/self/cwd");
        } else {
            snprintf(link, sizeof link, "/proc/self/fd/%d", at);
        }
        length = syscall(SYS_readlinkat, AT_FDCWD, link, base, sizeof base - 1);
        if (length < 0) {
            return 0;
        }
        base[length] = 0;
        if (snprintf(whole, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) {
            return 0;
        }
    }
    return strncmp(whole, folder, folder_length) == 0 && (whole[folder_length] == '/' || whole[folder_length] == 0);
}

/* The inode of a descriptor of ours; 0 when it is none, or was closed behind our back. */
static uint64_t inode_of(int file)
{
    struct stat now;
    if (file < 0 || file >= MOST_FILES || inodes[file] == 0) {
        return 0;
    }
    if (fstat(file, &now) != 0 || now.st_ino != inodes[file]) {
        inodes[file] = 0;
        return 0;
    }
    return inodes[file];
}

/* Counts a write; says whether it finds the disk full. */
static int is_full(void)
{
    if (control == NULL) {
        return 0;
    }
    int64_t number = __atomic_add_fetch(&control->writes, 1, __ATOMIC_SEQ_CST);
    int64_t first = __atomic_load_n(&control->first, __ATOMIC_SEQ_CST);
    if (first == 0 || number < first || number > __atomic_load_n(&control->last, __ATOMIC_SEQ_CST)) {
        return 0;
    }
    __atomic_add_fetch(&control->refused, 1, __ATOMIC_SEQ_CST);
    errno = ENOSPC;
    return 1;
}

static int opened(int at, const char *path, int flags, mode_t mode)
{
    char whole[PATH_MAX];
    struct stat now;
    int is_ours = ours(at, path, whole);
    int is_new;
    int file;
    if (!is_ours) {
        return syscall(SYS_openat, at, path, flags, mode);
    }
    pthread_mutex_lock(&lock);
    is_new = (flags & O_CREAT) != 0 && syscall(SYS_faccessat, AT_FDCWD, whole, F_OK) != 0;
    if (is_new && is_full()) {
        pthread_mutex_unlock(&lock);
        return -1;
    }
    file = syscall(SYS_openat, at, path, flags, mode);
    if (file >= 0 && file < MOST_FILES && fstat(file, &now) == 0) {
        inodes[file] = now.st_ino;
        if (S_ISREG(now.st_mode)) {
            note_path(is_new ? 'C' : 'O', now.st_ino, whole);
            if (!is_new && (flags & O_TRUNC) != 0) {
                note('T', now.st_ino, 0, NULL, 0);
            }
        }
    }
    pthread_mutex_unlock(&lock);
    return file;
}

#define MODE_OF(flags, mode)                              \
    if (((flags) & (O_CREAT | O_TMPFILE)) != 0) {         \
        va_list rest;                                     \
        va_start(rest, flags);                            \
        mode = (mode_t) va_arg(rest, int);                \
        va_end(rest);                                     \
    }

int open(const char *path, int flags, ...)
{
    mode_t mode = 0;
    MODE_OF(flags, mode)
    return opened(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    mode_t mode = 0;
    MODE_OF(flags, mode)
    return opened(AT_FDCWD, path, flags, mode);
}

int openat(int at, const char *path, int flags, ...)
{
    mode_t mode = 0;
    MODE_OF(flags, mode)
    return opened(at, path, flags, mode);
}

int openat64(int at, const char *path, int flags, ...)
{
    mode_t mode = 0;
    MODE_OF(flags, mode)
    return opened(at, path, flags, mode);
}

int creat(const char *path, mode_t mode)
{
    return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int close(int file)
{
    if (file >= 0 && file < MOST_FILES) {
        inodes[file] = 0;
    }
    return syscall(SYS_close, file);
}

static int copied(int from, int to)
{
    if (to >= 0 && to < MOST_FILES && from >= 0 && from < MOST_FILES) {
        inodes[to] = inodes[from];
    }
    return to;
}

int dup(int file)
{
    return copied(file, syscall(SYS_dup, file));
}

int dup2(int from, int to)
{
    return from == to ? to : copied(from, syscall(SYS_dup3, from, to, 0));
}

int dup3(int from, int to, int flags)
{
    return copied(from, syscall(SYS_dup3, from, to, flags));
}

ssize_t pwrite(int file, const void *octets, size_t count, off_t offset)
{
    uint64_t inode = inode_of(file);
    ssize_t written;
    if (inode == 0) {
        return syscall(SYS_pwrite64, file, octets, count, offset);
    }
    if (is_full()) {
        return -1;
    }
    pthread_mutex_lock(&lock);
    written = syscall(SYS_pwrite64, file, octets, count, offset);
    if (written > 0) {
        struct iovec part = {(void *) octets, (size_t) written};
        note('W', inode, (uint64_t) offset, &part, 1);
    }
    pthread_mutex_unlock(&lock);
    return written;
}

ssize_t pwrite64(int file, const void *octets, size_t count, off64_t offset)
{
    return pwrite(file, octets, count, offset);
}

ssize_t write(int file, const void *octets, size_t count)
{
    uint64_t inode = inode_of(file);
    ssize_t written;
    if (inode == 0) {
        return syscall(SYS_write, file, octets, count);
    }
    if (is_full()) {
        return -1;
    }
    pthread_mutex_lock(&lock);
    written = syscall(SYS_write, file, octets, count);
    if (written > 0) {
        struct iovec part = {(void *) octets, (size_t) written};
        off_t end = syscall(SYS_lseek, file, (off_t) 0, SEEK_CUR);
        note('W', inode, (uint64_t) (end - written), &part, 1);
    }
    pthread_mutex_unlock(&lock);
    return written;
}

/* A gathering write may write less than it was given: ours writes its first part. */
ssize_t writev(int file, const struct iovec *parts, int count)
{
    if (inode_of(file) == 0) {
        return syscall(SYS_writev, file, parts, count);
    }
    for (int i = 0; i < count; i++) {
        if (parts[i].iov_len > 0) {
            return write(file, parts[i].iov_base, parts[i].iov_len);
        }
    }
    return 0;
}

static ssize_t pwritev_first(int file, const struct iovec *parts, int count, off_t offset)
{
    for (int i = 0; i < count; i++) {
        if (parts[i].iov_len > 0) {
            return pwrite(file, parts[i].iov_base, parts[i].iov_len, offset);
        }
    }
    return 0;
}

ssize_t pwritev(int file, const struct iovec *parts, int count, off_t offset)
{
    return pwritev_first(file, parts, count, offset);
}

ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t offset)
{
    return pwritev_first(file, parts, count, offset);
}

/* The ways to copy without looking are not there; who wants them falls back to writing. */
ssize_t copy_file_range(int from, off64_t *in, int to, off64_t *out, size_t length, unsigned flags)
{
    if (inode_of(to) != 0) {
        errno = ENOSYS;
        return -1;
    }
    return syscall(SYS_copy_file_range, from, in, to, out, length, flags);
}

ssize_t sendfile64(int to, int from, off64_t *offset, size_t count)
{
    if (inode_of(to) != 0) {
        errno = ENOSYS;
        return -1;
    }
    return syscall(SYS_sendfile, to, from, offset, count);
}

ssize_t sendfile(int to, int from, off_t *offset, size_t count)
{
    return sendfile64(to, from, offset, count);
}

int ftruncate(int file, off_t length)
{
    uint64_t inode = inode_of(file);
    int result;
    if (inode == 0) {
        return syscall(SYS_ftruncate, file, length);
    }
    pthread_mutex_lock(&lock);
    result = syscall(SYS_ftruncate, file, length);
    if (result == 0) {
        note('T', inode, (uint64_t) length, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

int ftruncate64(int file, off64_t length)
{
    return ftruncate(file, length);
}

static int allocated(int file, off_t offset, off_t length)
{
    struct stat now;
    if (is_full()) {
        return ENOSPC;
    }
    if (fstat(file, &now) != 0) {
        return errno;
    }
    return now.st_size >= offset + length || ftruncate(file, offset + length) == 0 ? 0 : errno;
}

int posix_fallocate(int file, off_t offset, off_t length)
{
    return allocated(file, offset, length);
}

int posix_fallocate64(int file, off64_t offset, off64_t length)
{
    return allocated(file, offset, length);
}

static int forced(int file, long call)
{
    struct stat now;
    uint64_t inode = inode_of(file);
    if (inode == 0 || log_file < 0) {
        return syscall(call, file);
    }
    pthread_mutex_lock(&lock);
    if (fstat(file, &now) == 0 && S_ISDIR(now.st_mode)) {
        char link[64];
        char path[PATH_MAX];
        ssize_t length;
        snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
        if (length > 0) {
            path[length] = 0;
            note_path('D', inode, path);
        }
    } else {
        note('S', inode, 0, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return 0;
}

int fsync(int file)
{
    return forced(file, SYS_fsync);
}

int fdatasync(int file)
{
    return forced(file, SYS_fdatasync);
}

static int two_names(char kind, int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
    char old[PATH_MAX];
    char fresh[PATH_MAX];
    int is_ours = ours(from_at, from, old) & ours(to_at, to, fresh);
    long result;
    if (is_ours && is_full()) {
        return -1;
    }
    pthread_mutex_lock(&lock);
    result = kind == 'R' ? syscall(SYS_renameat2, from_at, from, to_at, to, flags)
                         : syscall(SYS_linkat, from_at, from, to_at, to, flags);
    if (result == 0 && is_ours) {
        note_paths(kind, old, fresh);
    }
    pthread_mutex_unlock(&lock);
    return (int) result;
}

int rename(const char *from, const char *to)
{
    return two_names('R', AT_FDCWD, from, AT_FDCWD, to, 0);
}

int renameat(int from_at, const char *from, int to_at, const char *to)
{
    return two_names('R', from_at, from, to_at, to, 0);
}

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
    return two_names('R', from_at, from, to_at, to, flags);
}

int link(const char *from, const char *to)
{
    return two_names('L', AT_FDCWD, from, AT_FDCWD, to, 0);
}

int linkat(int from_at, const char *from, int to_at, const char *to, int flags)
{
    return two_names('L', from_at, from, to_at, to, (unsigned) flags);
}

static int unlinked(int at, const char *path, int flags)
{
    char whole[PATH_MAX];
    int is_ours = ours(at, path, whole);
    int result;
    pthread_mutex_lock(&lock);
    result = (int) syscall(SYS_unlinkat, at, path, flags);
    if (result == 0 && is_ours) {
        note_path('U', 0, whole);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

static int made_folder(int at, const char *path, mode_t mode)
{
    char whole[PATH_MAX];
    int is_ours = ours(at, path, whole);
    int result;
    pthread_mutex_lock(&lock);
    result = (int) syscall(SYS_mkdirat, at, path, mode);
    if (result == 0 && is_ours) {
        note_path('M', 0, whole);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

int mkdir(const char *path, mode_t mode)
{
    return made_folder(AT_FDCWD, path, mode);
}

int mkdirat(int at, const char *path, mode_t mode)
{
    return made_folder(at, path, mode);
}

int unlink(const char *path)
{
    return unlinked(AT_FDCWD, path, 0);
}

int unlinkat(int at, const char *path, int flags)
{
    return unlinked(at, path, flags);
}

int remove(const char *path)
{
    struct stat now;
    return lstat(path, &now) == 0 && S_ISDIR(now.st_mode) ? rmdir(path) : unlink(path);
}
