package org.letterlock.engine.directory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URLs a webhook may have. */
class WebhookTest {

    private static final byte[] SECRET = new byte[32];

    @ParameterizedTest
    @CsvSource({
        "https://hooks.example.com, hooks.example.com, 443, /",
        "https://hooks.example.com/, hooks.example.com, 443, /",
        "HTTPS://Hooks.Example.COM:443/a/b?c=d&e=%20, hooks.example.com, 443, /a/b?c=d&e=%20",
        "https://hooks.example.com:8443/a, hooks.example.com, 8443, /a",
        "https://hooks.example.com:1?x, hooks.example.com, 1, /?x",
        "https://hooks.example.com:65535/, hooks.example.com, 65535, /"
    })
    void readsAUrl(String url, String host, int port, String path) {
        Webhook hook = Webhook.parse(url, SECRET).orElseThrow();
        assertThat(hook.host()).hasToString(host);
        assertThat(hook.port()).isEqualTo(port);
        assertThat(hook.path()).isEqualTo(path);
        assertThat(Webhook.of(hook.target())).contains(hook);
        assertThat(Webhook.parse(hook.url(), SECRET)).contains(hook);
        assertThat(hook).hasToString("the webhook at " + host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hooks.example.com/x",
                "http://hooks.example.com/",
                "ftp://hooks.example.com/",
                "file:///etc/passwd",
                "https:hooks.example.com",
                "https:///x",
                "https://localhost/",
                "https://127.0.0.1/",
                "https://2130706433/",
                "https://0x7f.1/",
                "https://127.1/",
                "https://[::1]/",
                "https://[fe80::1%25eth0]/",
                "https://user@hooks.example.com/",
                "https://user:secret@hooks.example.com/",
                "https://hooks.example.com@evil.example/",
                "https://hooks.example.com/#x",
                "https://hooks.example.com:0/",
                "https://hooks.example.com:65536/",
                "https://hooks.example.com:99999999999/",
                "https://hooks.example.com/a b",
                "https://hooks.example.com/a\r\nHost: x",
                "https://hooks.example.com/ü",
                "https://hooks_example.com/",
                "https://-hooks.example.com/"
            })
    void readsNothingElse(String url) {
        assertThat(Webhook.parse(url, SECRET)).isEmpty();
    }

    @Test
    void readsNothingThatIsTooLong() {
        String url = "https://hooks.example.com/";
        assertThat(Webhook.parse(url + "x".repeat(500 - url.length()), SECRET)).isPresent();
        assertThat(Webhook.parse(url + "x".repeat(501 - url.length()), SECRET)).isEmpty();
    }
}
