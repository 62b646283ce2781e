package org.letterlock.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people type as an address. */
final class ServerAddressTest {

    @ParameterizedTest
    @CsvSource({
        "server.example.org, server.example.org, 22, server.example.org",
        "'  Server.Example.ORG ', server.example.org, 22, server.example.org",
        "203.0.113.5:2222, 203.0.113.5, 2222, 203.0.113.5:2222",
        "2001:db8::5, 2001:db8::5, 22, 2001:db8::5",
        "[2001:db8::5]:65535, 2001:db8::5, 65535, [2001:db8::5]:65535",
        "[2001:db8::5], 2001:db8::5, 22, 2001:db8::5",
        "почта.example, xn--80a1acny.example, 22, xn--80a1acny.example",
        "localhost:1, localhost, 1, localhost:1"
    })
    void takes(String typed, String host, int port, String shown) {
        assertThat(ServerAddress.parse(typed)).contains(new ServerAddress(host, port));
        assertThat(new ServerAddress(host, port)).hasToString(shown);
        assertThat(ServerAddress.parse(shown)).contains(new ServerAddress(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "root@host",
                "host:0",
                "host:65536",
                "host:x",
                "-oProxyCommand=x",
                "[::1",
                "[::1]x",
                "[host]:22",
                "http://host/",
                "host;rm",
                "a..b",
                "host:123456"
            })
    void refuses(String typed) {
        assertThat(ServerAddress.parse(typed)).isEmpty();
    }

    @Test
    void showsAFingerprintAsOpenSshDoes() {
        assertThat(new HostKey("ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIJv0bWQ1Yc0m9Jm3y9p3l3w2r0oS8m8nqXx2dSgTg1Qk")
                        .fingerprint())
                .isEqualTo("SHA256:A7NB19u1NHwAYB1tR7gaWyh1pzJX9153+3//97Drq6U");
    }
}
