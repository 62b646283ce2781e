package org.letterlock.engine.accounts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.sqlite.Database;
import org.letterlock.engine.sqlite.DatabaseException;

/**
 * The folder of account files. While an account is being made a mark lies beside its file, so that after a crash only files nobody was ever told of are
 * swept: a file without a mark is never deleted.
 */
public final class AccountFiles {

    private static final String FILE = ".sqlite";
    private static final String MARK = ".making";
    private static final String LOG = "-wal";

    private final Path folder;

    /** @param folder made when it is missing, for its owner alone */
    public AccountFiles(Path folder) {
        this.folder = folder;
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of accounts cannot be made", e);
        }
    }

    /** The file of an account, whether it is there or not. */
    public Path file(AccountId account) {
        return folder.resolve(account.value() + FILE);
    }

    /** Marks an account as being made, or unmade, durably. */
    void mark(AccountId account) throws IOException {
        Path mark = folder.resolve(account.value() + MARK);
        if (!Files.exists(mark)) {
            Files.createFile(mark);
        }
        sync();
    }

    /**
     * Copies a file that nobody has open, with the log that a crash may have left beside it. Durable when it returns; nothing is there when it fails.
     *
     * @throws DatabaseException with {@link DatabaseException.Reason#LOG_DAMAGED} where the log lost what was acknowledged: beside the copy nothing would tell
     */
    static void copy(Path from, Path to) {
        Database.lostChanges(from).ifPresent(words -> {
            throw new DatabaseException(DatabaseException.Reason.LOG_DAMAGED, from.getFileName() + ": " + words);
        });
        Path log = from.resolveSibling(from.getFileName() + LOG);
        Path logCopy = to.resolveSibling(to.getFileName() + LOG);
        boolean copied = false;
        try {
            try {
                copyOne(from, to);
                if (Files.exists(log)) {
                    copyOne(log, logCopy);
                }
                sync(Objects.requireNonNull(to.toAbsolutePath().getParent()));
                copied = true;
            } finally {
                if (!copied) {
                    Files.deleteIfExists(to);
                    Files.deleteIfExists(logCopy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the file of an account cannot be copied", e);
        }
    }

    private static void copyOne(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
        try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Takes the mark away. Not durable: a mark that comes back does no harm. */
    void unmark(AccountId account) throws IOException {
        Files.deleteIfExists(folder.resolve(account.value() + MARK));
    }

    /** The accounts that were being made when the engine ended. */
    List<AccountId> marked() throws IOException {
        List<AccountId> marked = new ArrayList<>();
        try (DirectoryStream<Path> marks = Files.newDirectoryStream(folder, "*" + MARK)) {
            for (Path mark : marks) {
                String name = String.valueOf(mark.getFileName());
                marked.add(new AccountId(name.substring(0, name.length() - MARK.length())));
            }
        }
        return marked;
    }

    /** Deletes the file of an account that was never finished, with all that belongs to it, and then its mark. */
    void sweep(AccountId account) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, account.value() + FILE + "*")) {
            for (Path part : parts) {
                Files.delete(part);
            }
        }
        unmark(account);
    }

    /** Makes the entries of the folder durable. */
    void sync() throws IOException {
        sync(folder);
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
