/* The floor: a program that only sends. One send of 16,000 bytes per listener and second, from one buffer, and nothing else.
 *
 *   floor PORT
 *
 * Strategy: listeners are dealt to 50 slots of 20 ms, so that the work is spread as a server has to spread it. A listener that
 * cannot take its bytes at once loses them: there is no bookkeeping to pay for. Ends when its standard input does.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 20000, SLOTS = 50, BYTES = 16000, BURST = 80000, BACKLOG = 4096 };

static int listeners[MOST], count;
static char sound[BURST];
static const char head[] = "HTTP/1.0 200 OK\r\nContent-Type: audio/mpeg\r\nConnection: close\r\n\r\n";

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static int open_port(int port) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    return bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, BACKLOG) ? -1 : fd;
}

/* The request is left unread: whoever connects is a listener. */
static void let_in(int door) {
    for (int fd; count < MOST && (fd = accept4(door, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        if (send(fd, head, sizeof head - 1, MSG_NOSIGNAL) < 0 || send(fd, sound, BURST, MSG_NOSIGNAL) < 0)
            close(fd);
        else
            listeners[count++] = fd;
    }
}

static void serve(int slot) {
    for (int i = slot; i < count; i += SLOTS)
        if (listeners[i] >= 0 && send(listeners[i], sound, BYTES, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) continue;
}

int main(int words, char **word) {
    struct rlimit limit = {MOST + 64, MOST + 64};
    int door = words == 2 ? open_port(atoi(word[1])) : -1;
    if (door < 0) return 2;
    setrlimit(RLIMIT_NOFILE, &limit);
    double began = now();
    for (long turn = 0;; turn++) {
        struct pollfd watched[2] = {{.fd = door, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
        double due = began + (turn + 1) / (double)SLOTS;
        for (double left; (left = due - now()) > 0;)
            if (poll(watched, 2, 1 + (int)(left * 1000)) > 0) {
                if (watched[1].revents) return 0;
                let_in(door);
            }
        serve(turn % SLOTS);
    }
}
