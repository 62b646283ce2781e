package org.letterlock.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.EngineApi.ExportName;
import org.letterlock.protocol.EngineConnection;
import org.letterlock.protocol.ExportOrder;
import org.letterlock.protocol.ExportPart;
import org.letterlock.protocol.Failure;
import org.letterlock.protocol.FailureException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code account export}. The archive is not encrypted: it goes where the caller says, and nowhere else on the way. */
@Command(
        name = "export",
        description = {
            "Hands an account over to its owner as a zip archive, on the standard output or in a file.",
            "It asks for a password of the account, on the terminal or as the first line of the input.",
            "The archive is readable to whoever has it."
        },
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

    private static final String PART = ".part";

    private final Engines engines;

    @Mixin
    private Options options = new Options();

    @Parameters(paramLabel = "ACCOUNT")
    private String account = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description = "mbox, maildir, eml, or sqlite: the encrypted file with its key.")
    private String format = "";

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "Where to write it, instead of the standard output; must not be there yet.")
    @Nullable
    private Path target;

    ExportCommand(Engines engines) {
        this.engines = engines;
    }

    /**
     * What was written.
     *
     * @param account whose it is
     * @param file where it lies
     * @param letters how many letters it has
     * @param octets its length
     */
    record Exported(String account, String file, long letters, long octets) {}

    @Override
    public Integer call() {
        Path file = target;
        return file == null
                ? engines.pour(options, "the archive is no text; name a file with --to", this::fetch)
                : engines.dialogue(
                        options,
                        connection -> into(file, connection),
                        (exported, out) -> out.println(exported.letters() + " letter(s) of " + exported.account()
                                + " are in " + exported.file() + ". It is not encrypted: keep it safe."));
    }

    /** There whole, or not at all under its own name. */
    private Exported into(Path file, EngineConnection connection) {
        Path draft = file.resolveSibling(file.getFileName() + PART);
        boolean made = false;
        try {
            if (Files.exists(file)) {
                throw new FailureException(notWritten(file, "it is there already"));
            }
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            made = true;
            long letters;
            try (OutputStream out = Files.newOutputStream(draft)) {
                letters = fetch(connection, out);
            }
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            move(draft, file);
            made = false;
            return new Exported(account, file.toString(), letters, Files.size(file));
        } catch (IOException e) {
            throw new FailureException(notWritten(file, String.valueOf(e.getMessage())));
        } finally {
            if (made) {
                discard(draft);
            }
        }
    }

    private static void move(Path draft, Path file) throws IOException {
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, file);
        }
    }

    private void discard(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            throw new FailureException(notWritten(draft, String.valueOf(e.getMessage())));
        }
    }

    /** Fetches all of it and says how many letters it has. */
    private long fetch(EngineConnection connection, OutputStream out) throws IOException {
        String password = engines.askSecret("A password of " + account + ": ");
        ExportName export =
                connection.call(connection.engine().beginExport(new ExportOrder(account, format, password)));
        boolean ended = false;
        try {
            ExportPart part = next(connection, export);
            while (!part.last()) {
                out.write(Base64.getDecoder().decode(part.octets()));
                part = next(connection, export);
            }
            ended = true;
            out.flush();
            return part.letters();
        } finally {
            if (!ended) {
                end(connection, export);
            }
        }
    }

    /** Lets the engine give up at once what nobody fetches any more; why that is so is what the caller tells. */
    private static void end(EngineConnection connection, ExportName export) {
        try {
            connection.call(connection.engine().endExport(export));
        } catch (FailureException ignored) {
            // It ended by itself, or the engine is gone.
        }
    }

    private static ExportPart next(EngineConnection connection, ExportName export) {
        return connection.call(connection.engine().nextExportPart(export));
    }

    private static Failure notWritten(Path file, String detail) {
        return new Failure(
                "export",
                "not-written",
                "The archive cannot be written to " + file + ".",
                "The file is there already, its folder cannot be written, or the disk is full; nothing is left of the archive.",
                "Name another file.",
                detail);
    }
}
