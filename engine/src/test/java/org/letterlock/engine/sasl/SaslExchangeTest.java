package org.letterlock.engine.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.sasl.Authenticator.Attempt;
import org.letterlock.engine.sasl.Authenticator.Protocol;

final class SaslExchangeTest {

    private static final Attempt ATTEMPT = new Attempt(Protocol.IMAP, InetAddress.getLoopbackAddress());

    private final ChannelBindings bindings = new ChannelBindings();

    private final FakeAuthenticator authenticator = new FakeAuthenticator("anna@example.test", "käse-1234");

    SaslExchangeTest() {
        bindings.put(ChannelBindings.TLS_EXPORTER, "exported".getBytes(UTF_8));
        bindings.put(ChannelBindings.TLS_SERVER_END_POINT, "certificate".getBytes(UTF_8));
    }

    @Test
    void plainAcceptsTheRightPassword() {
        assertAccepted(plain("\0anna@example.test\0käse-1234"));
        assertAccepted(plain("anna@example.test\0anna@example.test\0käse-1234"));
    }

    @Test
    void plainTakesADecomposedSpellingOfThePassword() {
        assertAccepted(plain("\0anna@example.test\0ka\u0308se-1234"));
    }

    @Test
    void plainRejectsWhatIsWrong() {
        assertRejected(plain("\0anna@example.test\0other"));
        assertRejected(plain("\0berta@example.test\0käse-1234"));
        assertRejected(plain("berta@example.test\0anna@example.test\0käse-1234"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0", "a", "\0anna", "\0anna\0", "\0\0pass", "\0anna\0pass\0", "\0an\u0001na\0pass"})
    void plainRefusesBrokenResponses(String response) {
        assertThat(plain(response)).isInstanceOf(SaslStep.Malformed.class);
    }

    @Test
    void plainRefusesWhatIsTooLongOrNoUtf8() {
        assertThat(plain("\0anna\0" + "x".repeat(SaslExchange.MAX_RESPONSE))).isInstanceOf(SaslStep.Malformed.class);
        assertThat(plain("\0" + "x".repeat(513) + "\0y")).isInstanceOf(SaslStep.Malformed.class);
        byte[] broken = {0, (byte) 0xC3, 0x28, 0, 'x'};
        assertThat(exchange(SaslMechanism.PLAIN).step(broken)).isInstanceOf(SaslStep.Malformed.class);
    }

    @Test
    void responsesAreClearedAfterUse() {
        byte[] response = "\0anna@example.test\0käse-1234".getBytes(UTF_8);
        exchange(SaslMechanism.PLAIN).step(response);
        assertThat(response).containsOnly(0);
    }

    @Test
    void loginAsksForBoth() {
        SaslExchange exchange = exchange(SaslMechanism.LOGIN);
        assertChallenge(exchange.start(), "Username:");
        assertChallenge(exchange.step("anna@example.test".getBytes(UTF_8)), "Password:");
        assertAccepted(exchange.step("käse-1234".getBytes(UTF_8)));
    }

    @Test
    void loginTakesTheUserNameAsInitialResponse() {
        SaslExchange exchange = exchange(SaslMechanism.LOGIN);
        assertChallenge(exchange.step("anna@example.test".getBytes(UTF_8)), "Password:");
        assertRejected(exchange.step("wrong".getBytes(UTF_8)));
    }

    @Test
    void loginAsksAgainAfterAnEmptyInitialResponseOnly() {
        SaslExchange exchange = exchange(SaslMechanism.LOGIN);
        assertChallenge(exchange.step(new byte[0]), "Username:");
        assertThat(exchange.step(new byte[0])).isInstanceOf(SaslStep.Malformed.class);
    }

    @Test
    void scramMatchesTheExampleOfRfc7677() {
        byte[] salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
        ScramExchange exchange = new ScramExchange(
                new FakeAuthenticator("user", "pencil", salt),
                ATTEMPT,
                ScramBinding.offered(ChannelBindings.none()),
                "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        assertChallenge(
                exchange.step("n,,n=user,r=rOprNGfwEbeRWgbNEkqO".getBytes(UTF_8)),
                "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        assertChallenge(
                exchange.step(("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
                        .getBytes(UTF_8)),
                "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        assertAccepted(exchange.step(new byte[0]));
    }

    @Test
    void scramClientAndServerTrustEachOther() {
        ScramClient client = new ScramClient("anna@example.test", "käse-1234", "abc");
        SaslExchange exchange = exchange(SaslMechanism.SCRAM_SHA_256);
        assertChallenge(exchange.start(), "");
        byte[] serverFirst = challenge(exchange.step(client.first()));
        SaslStep last = exchange.step(client.answer(serverFirst));
        assertThat(client.trusts(challenge(last))).isTrue();
        assertThat(((SaslStep.Challenge) last).last()).isTrue();
        assertAccepted(exchange.step(new byte[0]));
        exchange.close();
        assertThat(authenticator.closedLogins()).isZero();
    }

    @Test
    void scramRejectsAWrongPassword() {
        ScramClient client = new ScramClient("anna@example.test", "wrong", "abc");
        SaslExchange exchange = exchange(SaslMechanism.SCRAM_SHA_256);
        assertRejected(exchange.step(client.answer(challenge(exchange.step(client.first())))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls-exporter", "tls-server-end-point"})
    void scramBindsToTheConnection(String type) {
        ScramClient client = client().binding("p=" + type, bindings.of(type).orElseThrow());
        SaslExchange exchange = bound(SaslMechanism.SCRAM_SHA_256_PLUS);
        byte[] serverFinal = challenge(exchange.step(client.answer(challenge(exchange.step(client.first())))));
        assertThat(client.trusts(serverFinal)).isTrue();
        assertAccepted(exchange.step(new byte[0]));
    }

    @Test
    void scramRejectsWhoeverIsBoundToAnotherConnection() {
        ScramClient client = client().binding("p=tls-exporter", "another one".getBytes(UTF_8));
        SaslExchange exchange = bound(SaslMechanism.SCRAM_SHA_256_PLUS);
        assertRejected(exchange.step(client.answer(challenge(exchange.step(client.first())))));
        assertRejected(bound(SaslMechanism.SCRAM_SHA_256_PLUS)
                .step(client().binding("p=tls-unique", new byte[12]).first()));
    }

    /** RFC 5802 §6: a client that could bind was not told that we can. */
    @Test
    void scramRejectsADowngrade() {
        assertRejected(bound(SaslMechanism.SCRAM_SHA_256)
                .step(client().binding("y", new byte[0]).first()));
        ScramClient cannot = client();
        SaslExchange exchange = bound(SaslMechanism.SCRAM_SHA_256);
        exchange.step(cannot.answer(challenge(exchange.step(cannot.first()))));
        assertAccepted(exchange.step(new byte[0]));
        ScramClient saysItCannot = client();
        SaslExchange changed = bound(SaslMechanism.SCRAM_SHA_256);
        String answer = new String(saysItCannot.answer(challenge(changed.step(saysItCannot.first()))), UTF_8);
        assertRejected(changed.step(answer.replace("c=biws", "c=eSws").getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"n,,n=a,r=x", "y,,n=a,r=x", "p,,n=a,r=x"})
    void theMechanismThatBindsTakesNothingElse(String message) {
        assertThat(bound(SaslMechanism.SCRAM_SHA_256_PLUS).step(message.getBytes(UTF_8)))
                .isInstanceOf(SaslStep.Malformed.class);
    }

    private static ScramClient client() {
        return new ScramClient("anna@example.test", "käse-1234", "abc");
    }

    private SaslExchange bound(SaslMechanism mechanism) {
        return mechanism.exchange(authenticator, ATTEMPT, bindings, new SecureRandom());
    }

    @Test
    void scramGivesTheLoginBackWhenTheClientLeaves() {
        ScramClient client = new ScramClient("anna@example.test", "käse-1234", "abc");
        SaslExchange exchange = exchange(SaslMechanism.SCRAM_SHA_256);
        exchange.step(client.answer(challenge(exchange.step(client.first()))));
        exchange.close();
        assertThat(authenticator.closedLogins()).isOne();
    }

    @Test
    void scramRejectsAnotherNonceOrBinding() {
        ScramClient client = new ScramClient("anna@example.test", "käse-1234", "abc");
        SaslExchange exchange = exchange(SaslMechanism.SCRAM_SHA_256);
        String answer = new String(client.answer(challenge(exchange.step(client.first()))), UTF_8);
        assertRejected(exchange.step(answer.replace("r=abc", "r=abd").getBytes(UTF_8)));

        SaslExchange other = exchange(SaslMechanism.SCRAM_SHA_256);
        answer = new String(client.answer(challenge(other.step(client.first()))), UTF_8);
        assertRejected(other.step(answer.replace("c=biws", "c=eSws").getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n,",
                "n,,",
                "n,,n=",
                "n,,n=a",
                "n,,n=a,r=",
                "n,,n=,r=x",
                "n,,r=x,n=a",
                "x,,n=a,r=x",
                "p=tls-exporter,,n=a,r=x",
                "n,a=b,n=a,r=x",
                "n,,m=ext,n=a,r=x",
                "n,,n=a=2,r=x",
                "n,,n=a,r=ä"
            })
    void scramRefusesBrokenFirstMessages(String message) {
        assertThat(exchange(SaslMechanism.SCRAM_SHA_256).step(message.getBytes(UTF_8)))
                .isInstanceOf(SaslStep.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n,,n=a=2Cb=3D,r=x", "y,,n=a,r=x", "n,a=a,n=a,r=x,e=more"})
    void scramTakesWhatTheGrammarAllows(String message) {
        assertThat(exchange(SaslMechanism.SCRAM_SHA_256).step(message.getBytes(UTF_8)))
                .isInstanceOf(SaslStep.Challenge.class);
    }

    @Test
    void noExchangeBreaksOnRandomOctets() {
        Random random = new Random(7);
        for (int i = 0; i < 3_000; i++) {
            for (SaslMechanism mechanism : SaslMechanism.values()) {
                byte[] response = new byte[random.nextInt(40)];
                for (int at = 0; at < response.length; at++) {
                    response[at] = (byte) "n,=rcpa2C\0\u0001yw".charAt(random.nextInt(13));
                }
                SaslExchange exchange = exchange(mechanism);
                if (exchange.step(response) instanceof SaslStep.Challenge) {
                    exchange.step("c=biws,r=,p=".getBytes(UTF_8));
                }
            }
        }
    }

    @Test
    void mechanismsAreFoundInAnyCase() {
        assertThat(SaslMechanism.of("scram-sha-256", bindings)).contains(SaslMechanism.SCRAM_SHA_256);
        assertThat(SaslMechanism.of("CRAM-MD5", bindings)).isEmpty();
    }

    @Test
    void theMechanismThatBindsIsOfferedWhereThereIsSomethingToBindTo() {
        assertThat(SaslMechanism.offered(bindings)).first().isEqualTo(SaslMechanism.SCRAM_SHA_256_PLUS);
        assertThat(SaslMechanism.of("scram-sha-256-plus", bindings)).contains(SaslMechanism.SCRAM_SHA_256_PLUS);
        assertThat(SaslMechanism.of("SCRAM-SHA-256-PLUS", ChannelBindings.none()))
                .isEmpty();
    }

    private SaslExchange exchange(SaslMechanism mechanism) {
        return mechanism.exchange(authenticator, ATTEMPT, ChannelBindings.none(), new SecureRandom());
    }

    private SaslStep plain(String response) {
        return exchange(SaslMechanism.PLAIN).step(response.getBytes(UTF_8));
    }

    private static byte[] challenge(SaslStep step) {
        return ((SaslStep.Challenge) step).octets();
    }

    private static void assertChallenge(SaslStep step, String expected) {
        assertThat(new String(challenge(step), UTF_8)).isEqualTo(expected);
    }

    private static void assertAccepted(SaslStep step) {
        assertThat(((SaslStep.Done) step).result()).isInstanceOf(LoginResult.Accepted.class);
    }

    private static void assertRejected(SaslStep step) {
        assertThat(((SaslStep.Done) step).result()).isInstanceOf(LoginResult.Rejected.class);
    }
}
