/* Many listeners in one cheap process: joins, counts bytes, throws the sound away.
 *
 *   load LISTENERS JOIN_SECONDS WARMUP_SECONDS WINDOW_SECONDS JOINS_AT_ONCE ICY(0|1) HOST:PORT/PATH...
 *
 * Strategy: one epoll; recv with MSG_TRUNC, so that the kernel drops the audio without copying it; every listener binds one of
 * 64 loopback addresses, so that neither the port range nor a limit per address ends the run. Prints one JSON object a line:
 * {"event":"window begins"}, {"event":"window ends"}, then {"event":"report",...}. benchmarks/load.py prints the same.
 *
 * Who has not heard anything after JOIN_SECONDS has failed. Bounds: 200,000 listeners, 600 s a phase, 8 KiB of head.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_LISTENERS = 200000, MOST_SECONDS = 600, MOST_TARGETS = 16, HEAD_BYTES = 8192, ADDRESSES = 64, EVENTS = 512 };
enum state { UNBORN, CONNECTING, HEAD, STREAM, GONE, FAILED };

struct target {
    struct sockaddr_in address;
    char request[1024];
    size_t length;
};

/* A listener: when it asked, when it first heard something, and what it had received at the edges of the window. */
struct listener {
    int fd;
    enum state state;
    uint16_t target;
    uint16_t head_length;
    char *head;
    double asked, heard, latest;
    uint64_t bytes;
    double window_from, window_to;
    uint64_t bytes_from, bytes_to;
};

static struct target targets[MOST_TARGETS];
static struct listener *listeners;
static int target_count, asked_for, born, joining, joined, failed, disconnected, loop;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void end(struct listener *who, enum state how) {
    if (who->state == CONNECTING || who->state == HEAD) joining--;
    if (how == FAILED) failed++;
    if (how == GONE) disconnected++;
    close(who->fd);
    free(who->head);
    who->head = NULL;
    who->state = how;
}

static int open_socket(int number) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000200u + 1 + number % ADDRESSES)};
    if (fd < 0) return -1;
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&from, sizeof from) == 0) return fd;
    close(fd);
    return -1;
}

static void be_born(int number) {
    struct listener *who = &listeners[number];
    struct target *to = &targets[number % target_count];
    struct epoll_event event = {.events = EPOLLOUT, .data.u32 = number};
    who->target = number % target_count;
    who->asked = now();
    who->fd = open_socket(number);
    if (who->fd < 0) {
        who->state = FAILED;
        failed++;
        return;
    }
    who->state = CONNECTING;
    joining++;
    if (connect(who->fd, (struct sockaddr *)&to->address, sizeof to->address) < 0 && errno != EINPROGRESS)
        end(who, FAILED);
    else
        epoll_ctl(loop, EPOLL_CTL_ADD, who->fd, &event);
}

static void ask(struct listener *who, int number) {
    struct target *to = &targets[who->target];
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = number};
    if (send(who->fd, to->request, to->length, MSG_NOSIGNAL) != (ssize_t)to->length) {
        end(who, FAILED);
        return;
    }
    who->state = HEAD;
    who->head = malloc(HEAD_BYTES);
    epoll_ctl(loop, EPOLL_CTL_MOD, who->fd, &event);
}

static void hear(struct listener *who, size_t bytes) {
    who->latest = now();
    if (who->bytes == 0) {
        who->heard = who->latest;
        who->state = STREAM;
        joining--;
        joined++;
        free(who->head);
        who->head = NULL;
    }
    who->bytes += bytes;
}

static void read_head(struct listener *who) {
    ssize_t got = recv(who->fd, who->head + who->head_length, HEAD_BYTES - who->head_length, 0);
    char *body;
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        end(who, FAILED);
        return;
    }
    who->head_length += got;
    body = memmem(who->head, who->head_length, "\r\n\r\n", 4);
    if (who->head_length >= 12 && memcmp(who->head + 8, " 200", 4) != 0)
        end(who, FAILED);
    else if (body && who->head_length > body + 4 - who->head)
        hear(who, who->head_length - (body + 4 - who->head));
    else if (!body && who->head_length == HEAD_BYTES)
        end(who, FAILED);
    else if (body)
        who->head_length = body + 4 - who->head;
}

static void drop_sound(struct listener *who) {
    ssize_t got = recv(who->fd, NULL, 1 << 24, MSG_TRUNC | MSG_DONTWAIT);
    if (got > 0)
        hear(who, got);
    else if (got == 0 || (errno != EAGAIN && errno != EINTR))
        end(who, GONE);
}

static void turn(int milliseconds) {
    struct epoll_event events[EVENTS];
    int count = epoll_wait(loop, events, EVENTS, milliseconds);
    for (int i = 0; i < count; i++) {
        int number = events[i].data.u32;
        struct listener *who = &listeners[number];
        if (who->state == CONNECTING) {
            if (events[i].events & (EPOLLERR | EPOLLHUP)) end(who, FAILED);
            else ask(who, number);
        } else if (who->state == HEAD)
            read_head(who);
        else if (who->state == STREAM)
            drop_sound(who);
    }
}

static void join_all(int at_once, double until) {
    while (joined + failed < asked_for && now() < until) {
        while (born < asked_for && joining < at_once) be_born(born++);
        turn(20);
    }
    for (int i = 0; i < asked_for; i++)
        if (listeners[i].state == CONNECTING || listeners[i].state == HEAD) end(&listeners[i], FAILED);
    failed += asked_for - born;
}

static void listen_until(double until) {
    for (double left = until - now(); left > 0; left = until - now()) turn(left > 0.05 ? 50 : 1 + (int)(left * 1000));
}

/* Rates are taken from arrival to arrival, so that a server that sends once a second is not credited or charged a tick. */
static void mark(int ends) {
    for (int i = 0; i < asked_for; i++) {
        struct listener *who = &listeners[i];
        if (ends) {
            who->window_to = who->latest;
            who->bytes_to = who->bytes;
        } else {
            who->window_from = who->latest;
            who->bytes_from = who->bytes;
        }
    }
    printf("{\"event\":\"window %s\"}\n", ends ? "ends" : "begins");
    fflush(stdout);
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double at(const double *values, int count, double share) {
    return count ? values[(int)(share * (count - 1) + 0.5)] : 0;
}

static void report(double began, double window) {
    double *first = calloc(asked_for, sizeof *first), *rate = calloc(asked_for, sizeof *rate), last = began;
    struct rusage used;
    uint64_t bytes = 0;
    int firsts = 0, rates = 0;
    for (int i = 0; i < asked_for; i++) {
        struct listener *who = &listeners[i];
        if (who->bytes == 0) continue;
        first[firsts++] = (who->heard - who->asked) * 1000;
        if (who->heard > last) last = who->heard;
        bytes += who->bytes_to - who->bytes_from;
        double seconds = who->window_to - who->window_from;
        rate[rates++] = seconds > 0 ? (who->bytes_to - who->bytes_from) / seconds : 0;
    }
    qsort(first, firsts, sizeof *first, ascending);
    qsort(rate, rates, sizeof *rate, ascending);
    getrusage(RUSAGE_SELF, &used);
    printf("{\"event\":\"report\",\"generator\":\"c\",\"asked\":%d,\"joined\":%d,\"failed\":%d,\"disconnected\":%d,"
           "\"join_seconds\":%.4f,\"joins_per_second\":%.1f,"
           "\"first_byte_ms\":{\"p50\":%.2f,\"p90\":%.2f,\"p99\":%.2f,\"max\":%.2f},"
           "\"window_seconds\":%.3f,\"window_bytes\":%llu,"
           "\"rate\":{\"min\":%.1f,\"p1\":%.1f,\"median\":%.1f,\"max\":%.1f},\"cpu_seconds\":%.3f}\n",
           asked_for, joined, failed, disconnected, last - began, last > began ? firsts / (last - began) : 0,
           at(first, firsts, 0.5), at(first, firsts, 0.9), at(first, firsts, 0.99), at(first, firsts, 1), window,
           (unsigned long long)bytes, at(rate, rates, 0), at(rate, rates, 0.01), at(rate, rates, 0.5), at(rate, rates, 1),
           used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
    fflush(stdout);
}

static int read_target(const char *text, int icy) {
    struct target *to = &targets[target_count];
    char host[64], path[512];
    int port;
    if (target_count == MOST_TARGETS || sscanf(text, "%63[^:]:%d%511s", host, &port, path) != 3) return 0;
    to->address.sin_family = AF_INET;
    to->address.sin_port = htons(port);
    if (inet_pton(AF_INET, host, &to->address.sin_addr) != 1) return 0;
    to->length = snprintf(to->request, sizeof to->request,
                          "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: legacystream-load/1\r\n%sConnection: close\r\n\r\n",
                          path, host, port, icy ? "Icy-MetaData: 1\r\n" : "");
    target_count++;
    return 1;
}

static void lift_limit(int files) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur >= (rlim_t)files) return;
    limit.rlim_cur = files;
    if (limit.rlim_max < (rlim_t)files) limit.rlim_max = files;
    if (setrlimit(RLIMIT_NOFILE, &limit) < 0) fprintf(stderr, "cannot open %d files at once\n", files);
}

int main(int count, char **words) {
    if (count < 8) return 2;
    double joins = atof(words[2]), warmup = atof(words[3]), window = atof(words[4]);
    int at_once = atoi(words[5]), icy = atoi(words[6]);
    asked_for = atoi(words[1]);
    for (int i = 7; i < count; i++)
        if (!read_target(words[i], icy)) return 2;
    if (asked_for < 1 || asked_for > MOST_LISTENERS || at_once < 1) return 2;
    if (joins > MOST_SECONDS || warmup > MOST_SECONDS || window > MOST_SECONDS) return 2;
    lift_limit(asked_for + 64);
    listeners = calloc(asked_for, sizeof *listeners);
    loop = epoll_create1(EPOLL_CLOEXEC);
    double began = now();
    join_all(at_once, began + joins);
    listen_until(now() + warmup);
    mark(0);
    listen_until(now() + window);
    mark(1);
    report(began, window);
    return 0;
}
