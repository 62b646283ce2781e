package org.letterlock.engine.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The value of BY (RFC 2852 §4). */
class DeliverByTest {

    @ParameterizedTest
    @CsvSource({
        "60;R, 60;R, true",
        "1;r, 1;R, false",
        "59;R, 59;R, false",
        "+0000060;Rt, 60;RT, true",
        "999999999;N, 999999999;N, true",
        "-999999999;nT, -999999999;NT, true",
        "0;N, 0;N, true"
    })
    void readsATimeAndAMode(String value, String written, boolean possible) {
        DeliverBy by = DeliverBy.parse(value).orElseThrow();
        assertThat(by).hasToString(written);
        assertThat(by.isPossible()).isEqualTo(possible);
        assertThat(DeliverBy.parse(by.toString())).contains(by);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "60",
                "60;",
                ";R",
                "0;R",
                "-1;R",
                "60;X",
                "60;RN",
                "60;TR",
                "60;RTT",
                "60,R",
                "6 0;R",
                "60; R",
                "1000000000;N",
                "--1;N",
                "0x10;N",
                "1e3;N",
                "60;R\r\n",
                "٦٠;R"
            })
    void readsNothingElse(String value) {
        assertThat(DeliverBy.parse(value)).isEmpty();
    }
}
