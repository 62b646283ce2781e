package org.letterlock.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.Failure;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.RecoveryBox;
import org.letterlock.protocol.RecoveryOrder;
import org.letterlock.protocol.RecoveryStatus;
import org.letterlock.recovery.OwnerKey;
import org.letterlock.recovery.RecoverySecret;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code recovery}. The secret is read from the terminal or the first line of the input, never from an argument, and never reaches the engine. */
@Command(
        name = "recovery",
        description = "What the owner's recovery secret can open.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class RecoveryCommands {

    private static final String PROMPT = "Recovery secret: ";

    private final Engines engines;

    RecoveryCommands(Engines engines) {
        this.engines = engines;
    }

    /**
     * What {@code setup} answers.
     *
     * @param groups the secret, to be printed; null where it was there already
     * @param qrText what a QR code of it holds; null where it was there already
     * @param status how recovery stands
     */
    record SetUp(@Nullable String groups, @Nullable String qrText, RecoveryStatus status) {

        /** Without the secret. */
        @Override
        public String toString() {
            return "SetUp[" + status + "]";
        }
    }

    @Command(
            name = "setup",
            description = {
                "Makes the owner's secret, shows it this once, and gives the engine its public key.",
                "With --existing it asks for one that there is already."
            },
            mixinStandardHelpOptions = true)
    int setUp(
            @Mixin Options options,
            @Option(names = "--existing", description = "Use a secret that there is already.") boolean existing) {
        return engines.dialogue(
                options,
                connection -> {
                    try (RecoverySecret secret = existing ? asked() : RecoverySecret.generate(new SecureRandom());
                            OwnerKey key = secret.key()) {
                        String publicKey = Base64.getEncoder().encodeToString(key.publicKey());
                        RecoveryStatus status = connection.call(
                                connection.engine().setUpRecovery(new EngineApi.OwnerPublicKey(publicKey)));
                        return existing
                                ? new SetUp(null, null, status)
                                : new SetUp(secret.groups(), secret.qrText(), status);
                    }
                },
                (setUp, out) -> {
                    if (setUp.groups() != null) {
                        out.println("The recovery secret, shown this once and kept nowhere. Print it:");
                        out.println();
                        out.println("  " + setUp.groups());
                        out.println("  " + setUp.qrText());
                        out.println();
                    }
                    tell(setUp.status(), out);
                });
    }

    @Command(name = "status", description = "Says which accounts can be recovered.", mixinStandardHelpOptions = true)
    int status(@Mixin Options options) {
        return engines.ask(options, EngineApi::recovery, RecoveryCommands::tell);
    }

    @Command(
            name = "allow",
            description = "Lets the owner recover an account; it must be open for that.",
            mixinStandardHelpOptions = true)
    int allow(@Mixin Options options, @Parameters(paramLabel = "ACCOUNT") String account) {
        return choose(options, account, true);
    }

    @Command(
            name = "forbid",
            description = "Makes it impossible for the owner to recover an account.",
            mixinStandardHelpOptions = true)
    int forbid(@Mixin Options options, @Parameters(paramLabel = "ACCOUNT") String account) {
        return choose(options, account, false);
    }

    private int choose(Options options, String account, boolean chosen) {
        return engines.ask(
                options,
                engine -> engine.chooseRecovery(new EngineApi.RecoveryChoice(account, chosen)),
                RecoveryCommands::tell);
    }

    @Command(
            name = "recover",
            description = "Opens an account with the recovery secret and makes a new password.",
            mixinStandardHelpOptions = true)
    int recover(
            @Mixin Options options,
            @Parameters(paramLabel = "ACCOUNT") String account,
            @Option(names = "--device", paramLabel = "NAME", description = "What to call the new password.") @Nullable
                    String device) {
        return engines.dialogue(
                options,
                connection -> {
                    RecoveryBox box =
                            connection.call(connection.engine().recoveryBox(new EngineApi.AccountAddress(account)));
                    try (RecoverySecret secret = asked();
                            OwnerKey owner = secret.key()) {
                        RecoveryOrder order = box.opened(owner, device).orElseThrow(RecoveryCommands::opensNothing);
                        return connection.call(connection.engine().recoverAccount(order));
                    }
                },
                AccountCommands::tell);
    }

    @Command(
            name = "restore-engine-key",
            description = "Brings the engine's key back into a data folder that was copied without it.",
            mixinStandardHelpOptions = true)
    int restoreEngineKey(
            @Mixin Options options,
            @Option(names = "--data", paramLabel = "DIR", required = true, description = "The data folder.")
                    Path data) {
        byte[] key = new byte[0];
        try {
            byte[] sealed = Files.readAllBytes(data.resolve("engine.key.sealed"));
            try (RecoverySecret secret = asked();
                    OwnerKey owner = secret.key()) {
                key = owner.openEngineKey(sealed).orElseThrow(RecoveryCommands::opensNothing);
            }
            write(data.resolve("engine.key"), key, data);
            return engines.told(
                    options,
                    data.resolve("engine.key").toString(),
                    (file, out) -> out.println(file + " is back. The engine can be started."));
        } catch (FailureException e) {
            return engines.fail(options, e.failure());
        } catch (FileAlreadyExistsException e) {
            return engines.fail(
                    options,
                    failure(
                            "there-already",
                            "There is an engine key in " + data + " already.",
                            "It is not replaced; nothing was changed.",
                            "Start the engine."));
        } catch (IOException e) {
            return engines.fail(
                    options,
                    failure(
                            "no-file",
                            "The key in " + data + " cannot be restored.",
                            "Its sealed copy, engine.key.sealed, cannot be read, or the key cannot be written.",
                            "Run the command as root, on a folder of an engine that recovery was set up for."));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** There whole and durable, the engine's own, or not at all. */
    private static void write(Path file, byte[] key, Path folder) throws IOException {
        Path draft = folder.resolve("engine.key.restored");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer octets = ByteBuffer.wrap(key);
                while (octets.hasRemaining()) {
                    channel.write(octets);
                }
                channel.force(true);
            }
            Files.setOwner(draft, Files.getOwner(folder));
            Files.createLink(file, draft);
        } finally {
            Files.delete(draft);
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private RecoverySecret asked() {
        return switch (RecoverySecret.parse(engines.askSecret(PROMPT))) {
            case RecoverySecret.Parsed.Secret(RecoverySecret secret) -> secret;
            case RecoverySecret.Parsed.WrongGroup(int number) ->
                throw new FailureException(failure(
                        "mistyped",
                        "Group " + number + " of the recovery secret is mistyped.",
                        "Each of its eight groups carries a checksum, and that one's is wrong.",
                        "Compare it with the print and type it again."));
            case RecoverySecret.Parsed.WrongLength(int characters) ->
                throw new FailureException(failure(
                        "mistyped",
                        "The recovery secret has 64 letters and digits, not " + characters + ".",
                        "It is printed as eight groups of eight.",
                        "Compare it with the print and type it again."));
        };
    }

    private static FailureException opensNothing() {
        return new FailureException(failure(
                "wrong-secret",
                "The recovery secret does not open this.",
                "It was sealed to another secret, or it was changed or swapped; nothing was changed here.",
                "Use the secret that was set up for this server: recovery status shows its fingerprint."));
    }

    private static Failure failure(String code, String sentence, String meaning, String remedy) {
        return new Failure("recovery", code, sentence, meaning, remedy, null);
    }

    private static void tell(RecoveryStatus status, PrintWriter out) {
        out.println(Optional.ofNullable(status.fingerprint())
                .map(fingerprint -> "Recovery is set up, fingerprint " + fingerprint + ".")
                .orElse("Recovery is not set up: a forgotten password loses the account."));
        Table table = new Table("ACCOUNT", "RECOVERY");
        for (RecoveryStatus.AccountRecovery account : status.accounts()) {
            table.row(
                    account.account(),
                    account.chosen() ? account.sealed() ? "possible" : "from its next sign-in on" : "none, as chosen");
        }
        table.print(out, "There is no account yet.");
    }
}
