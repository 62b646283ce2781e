package org.letterlock.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.accounts.Arrivals;
import org.letterlock.engine.crypto.SealPublicKey;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.net.SelfSigned;
import org.letterlock.engine.net.TlsIdentity;
import org.letterlock.engine.pkix.TestAuthority;
import org.letterlock.protocol.VerifyReport;
import org.letterlock.recovery.OwnerKey;
import org.letterlock.recovery.RecoverySecret;

/** What {@code verify} tells of the files of a data folder that are no databases. */
final class LooseFilesTest {

    private static final DomainName HOST = new DomainName("mx.example.test");
    private static final int EVERYDAY_TIMES = 20;
    private static final int LONG_TIMES = 200;

    @TempDir
    private Path folder;

    private final SecureRandom random = new SecureRandom();
    private final long seed = System.nanoTime();
    private final Random places = new Random(seed);
    private final RecoverySecret secret = RecoverySecret.generate(random);
    private Clock clock = Clock.systemUTC();
    private Path sealed;
    private Path key;
    private Path chain;

    @BeforeEach
    void makeSoundFolder() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        sealed = folder.resolve("engine.key.sealed");
        key = folder.resolve("tls").resolve("key.pem");
        chain = folder.resolve("tls").resolve("chain.pem");
        try (Parts parts = new Parts()) {
            DataFolder data = parts.add(DataFolder.open(folder, true));
            Storage storage = Storage.open(data, parts, clock, random);
            storage.journal();
            storage.intake(new Arrivals());
            storage.queue();
            setUpRecovery(data, storage, storage.directory());
            assertThat(SelfSigned.in(data.tls(), HOST, random, clock)).isNotNull();
        }
    }

    private void setUpRecovery(DataFolder data, Storage storage, Directory directory) {
        try (OwnerKey owner = secret.key()) {
            SealPublicKey ownersKey = SealPublicKey.decode(owner.publicKey());
            new SealedKeyCopy(data.sealedEngineKey(), storage, directory).make(ownersKey);
            assertThat(directory.setRecoveryKey(ownersKey)).isEqualTo(ChangeResult.DONE);
        }
    }

    private VerifyReport verify(boolean repair) {
        return new Verify(folder, repair, clock, random).report();
    }

    private void saysOfTheCertificate(String... words) {
        assertThat(verify(false)).satisfies(report -> {
            assertThat(report.faults()).singleElement().asString().contains(words);
            assertThat(report.sound()).noneMatch(name -> name.startsWith("tls"));
            assertThat(report.sound()).contains("directory.db", "engine.key.sealed");
        });
    }

    @Test
    void areInOrderAndSaidToBe() {
        VerifyReport report = verify(false);
        assertThat(report.faults()).isEmpty();
        assertThat(report.sound()).contains("engine.key.sealed", "tls/key.pem", "tls/chain.pem");
    }

    @Test
    void aDamagedCopyOfTheEnginesKeyIsToldAndSealedAnew() throws IOException {
        damageCopy(EVERYDAY_TIMES);
    }

    @Test
    @Tag("long")
    void whereverTheCopyOfTheEnginesKeyIsDamagedItIsToldAndSealedAnew() throws IOException {
        damageCopy(LONG_TIMES);
    }

    private void damageCopy(int times) throws IOException {
        byte[] sound = Files.readAllBytes(sealed);
        for (int i = 0; i < times; i++) {
            byte[] spoilt = sound.clone();
            int at = places.nextInt(spoilt.length);
            spoilt[at] ^= (byte) (1 << places.nextInt(8));
            Files.write(sealed, spoilt);
            assertThat(verify(false).faults())
                    .as("octet %d, seed %d", at, seed)
                    .singleElement()
                    .asString()
                    .contains("engine.key.sealed", "damaged");
            assertThat(sealed).hasBinaryContent(spoilt);
        }
        assertThat(verify(true)).satisfies(report -> {
            assertThat(report.faults()).isEmpty();
            assertThat(report.repaired()).singleElement().asString().contains("engine.key.sealed");
        });
        opensForItsOwner();
        assertThat(verify(false).faults()).isEmpty();
    }

    @Test
    void aMissingCopyOfTheEnginesKeyIsToldAndSealedAnew() throws IOException {
        Files.delete(sealed);
        assertThat(verify(false).faults()).singleElement().asString().contains("engine.key.sealed", "missing");
        assertThat(sealed).doesNotExist();
        assertThat(verify(true).faults()).isEmpty();
        opensForItsOwner();
    }

    /** So that nobody waits for a {@code verify}. */
    @Test
    void isSealedAnewAtTheNextStart() throws IOException {
        Files.write(sealed, new byte[10]);
        try (Parts parts = new Parts()) {
            DataFolder data = parts.add(DataFolder.open(folder, true));
            Storage storage = Storage.open(data, parts, clock, random);
            SealedKeyCopy copy = new SealedKeyCopy(data.sealedEngineKey(), storage, storage.directory());
            Path inTheWay = Files.createDirectories(
                    folder.resolve("engine.key.sealed.new").resolve("full"));
            copy.ensureIfPossible();
            assertThat(copy.fault()).as("it could not be written").isPresent();
            Files.delete(inTheWay);
            copy.ensureIfPossible();
            assertThat(copy.fault()).isEmpty();
            byte[] written = Files.readAllBytes(sealed);
            copy.ensureIfPossible();
            assertThat(sealed).hasBinaryContent(written);
        }
        opensForItsOwner();
    }

    private void opensForItsOwner() throws IOException {
        try (OwnerKey owner = secret.key()) {
            assertThat(owner.openEngineKey(Files.readAllBytes(sealed)).orElseThrow())
                    .isEqualTo(Files.readAllBytes(folder.resolve("engine.key")));
        }
    }

    /** A bit that changes neither the key nor a certificate, such as one of a line's end, is no damage to them. */
    @Test
    void aFlippedBitOfTheCertificateOrItsKeyIsTold() throws Exception {
        flipInTls(EVERYDAY_TIMES);
    }

    @Test
    @Tag("long")
    void manyFlippedBitsOfTheCertificateOrItsKeyAreTold() throws Exception {
        flipInTls(LONG_TIMES);
    }

    private void flipInTls(int times) throws Exception {
        TlsIdentity before = TlsIdentity.read(key, chain);
        for (Path file : List.of(key, chain)) {
            byte[] sound = Files.readAllBytes(file);
            int told = 0;
            for (int i = 0; i < times; i++) {
                byte[] spoilt = sound.clone();
                int at = places.nextInt(spoilt.length);
                spoilt[at] ^= (byte) (1 << places.nextInt(8));
                Files.write(file, spoilt);
                VerifyReport report = verify(false);
                List<String> faults = report.faults();
                assertThat(faults)
                        .allSatisfy(fault -> assertThat(fault)
                                .contains(folder.resolve("tls").toString())
                                .doesNotContain("Exception"));
                told += faults.isEmpty() ? 0 : 1;
                // One that names another as its issuer cannot be checked, and that is told.
                if (faults.isEmpty()
                        && report.unchecked().stream().noneMatch(sentence -> sentence.startsWith("tls/chain.pem"))) {
                    assertThat(isSame(TlsIdentity.read(key, chain), before))
                            .as("octet %d of %s, seed %d", at, file.getFileName(), seed)
                            .isTrue();
                }
            }
            assertThat(told).as("seed %d", seed).isGreaterThan(times / 2);
            Files.write(file, sound);
        }
        assertThat(verify(false).faults()).isEmpty();
    }

    private static boolean isSame(TlsIdentity one, TlsIdentity other) throws CertificateEncodingException {
        // The number itself: around it lie octets, such as the version of the format, that say the same when a bit of
        // theirs is another.
        boolean same = ((ECPrivateKey) one.key()).getS().equals(((ECPrivateKey) other.key()).getS())
                && one.chain().size() == other.chain().size();
        for (int i = 0; same && i < one.chain().size(); i++) {
            same = Arrays.equals(
                    one.chain().get(i).getEncoded(), other.chain().get(i).getEncoded());
        }
        return same;
    }

    @Test
    void theCertificateOfAnotherKeyIsTold() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        assertThat(SelfSigned.in(other, HOST, random, clock)).isNotNull();
        Files.copy(other.resolve("chain.pem"), chain, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        saysOfTheCertificate(chain.toString(), "does not belong to the key");
    }

    @Test
    void aKeyWithoutItsCertificateIsTold() throws IOException {
        Files.delete(chain);
        saysOfTheCertificate("tls", "chain.pem is missing");
    }

    @Test
    void aCertificateThatIsNotInForceIsTold() {
        clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
        saysOfTheCertificate("has expired");
        clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(-400));
        saysOfTheCertificate("not valid yet");
    }

    @Test
    void aKeyThatOthersCanReadIsTold() throws IOException {
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        saysOfTheCertificate("can be read by others", "0600");
    }

    @Test
    void certificatesThatDoNotFollowOneAnotherAreTold() throws Exception {
        TestAuthority between = TestAuthority.root("Root").below("Between");
        TlsIdentity server = between.server("mx.example.test");
        write(server, server.chain());
        assertThat(verify(false).faults()).isEmpty();
        write(
                server,
                List.of(server.chain().getFirst(), TestAuthority.root("Between").certificate()));
        saysOfTheCertificate("do not follow one another");
        write(server, List.of(server.chain().getFirst(), server.chain().get(1)));
        assertThat(verify(false)).satisfies(report -> {
            assertThat(report.faults()).isEmpty();
            assertThat(report.unchecked()).anyMatch(sentence -> sentence.contains("tls/chain.pem"));
        });
    }

    private void write(TlsIdentity identity, List<X509Certificate> certificates)
            throws IOException, CertificateEncodingException {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate each : certificates) {
            pem.append(pem("CERTIFICATE", each.getEncoded()));
        }
        Files.write(chain, pem.toString().getBytes(US_ASCII));
        Files.write(key, pem("PRIVATE KEY", identity.key().getEncoded()).getBytes(US_ASCII));
    }

    private static String pem(String kind, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }

    /** What was made by a version that kept no sum is written anew by the first start of this one. */
    @Test
    void aCopyWithoutASumIsSealedAnew() throws IOException {
        Path other = Files.createDirectory(
                folder.resolve("older"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (Parts parts = new Parts();
                OwnerKey owner = secret.key()) {
            DataFolder data = parts.add(DataFolder.open(other, true));
            Storage storage = Storage.open(data, parts, clock, random);
            Directory directory = storage.directory();
            SealedKeyCopy copy = new SealedKeyCopy(data.sealedEngineKey(), storage, directory);
            assertThat(copy.fault()).as("recovery is not set up").isEmpty();
            SealPublicKey ownersKey = SealPublicKey.decode(owner.publicKey());
            storage.sealKey(ownersKey);
            directory.setRecoveryKey(ownersKey);
            assertThat(copy.fault())
                    .hasValueSatisfying(words -> assertThat(words).contains("no sum"));
            assertThat(copy.ensure()).isTrue();
            assertThat(copy.fault()).isEmpty();
        }
    }
}
