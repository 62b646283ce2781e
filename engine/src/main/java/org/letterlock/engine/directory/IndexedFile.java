package org.letterlock.engine.directory;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.letterlock.engine.directory.DirectoryException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file and the index over all of it: looked at by any thread, changed by one. The index shows a change when it is on the disk, and not before.
 */
final class IndexedFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexedFile.class);

    /** The one thread that decides and writes, so that each change is decided by what the one before it left. */
    private final ExecutorService writer;

    private final DirectoryFile file;
    private final UseNotes uses = new UseNotes();
    private volatile Index index;

    private IndexedFile(DirectoryFile file, Index index, ExecutorService writer) {
        this.file = file;
        this.index = index;
        this.writer = writer;
    }

    /** Opens the file and reads everything in it. */
    static IndexedFile open(Supplier<DirectoryFile> opener) {
        ExecutorService writer = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("directory").daemon().factory());
        try {
            return await(writer.submit(() -> {
                DirectoryFile opened = opener.get();
                try {
                    return new IndexedFile(opened, everythingIn(opened), writer);
                } catch (DirectoryException e) {
                    opened.close();
                    throw e;
                }
            }));
        } catch (RuntimeException e) {
            writer.shutdown();
            throw e;
        }
    }

    private static Index everythingIn(DirectoryFile file) {
        return Index.EMPTY.apply(new Edit(file.readAll(), List.of()));
    }

    /** Everything there is at this moment. */
    Index now() {
        return index;
    }

    /** Decides by what there is, writes what comes of it, and returns when that is durable. */
    ChangeResult change(Function<Index, Outcome> decide) {
        try {
            return await(writer.submit(() -> decideAndWrite(decide)));
        } catch (RejectedExecutionException e) {
            throw new DirectoryException(Reason.CLOSED, e);
        }
    }

    /** Notes soon that a credential was used, without making the caller wait; lost where the file fails. */
    void noteUse(String credential, LastUse use) {
        try {
            writer.execute(() -> Optional.ofNullable(index.credentials().get(credential))
                    .map(row -> row.used(use))
                    .ifPresent(row -> {
                        index = index.apply(Edit.put(row));
                        write(uses.noted(row));
                    }));
        } catch (RejectedExecutionException e) {
            throw new DirectoryException(Reason.CLOSED, e);
        }
    }

    private void write(List<Row> notes) {
        try {
            if (!notes.isEmpty()) {
                file.write(new Edit(notes, List.of()));
            }
        } catch (DirectoryException e) {
            LOG.warn("the last use of a credential could not be written: {}", e.getMessage());
        }
    }

    List<String> verify() {
        return file.verify();
    }

    void repair() {
        file.repair();
    }

    private ChangeResult decideAndWrite(Function<Index, Outcome> decide) {
        Outcome outcome = decide.apply(index);
        if (outcome.result() == ChangeResult.DONE) {
            Index next = index.apply(outcome.edit());
            file.write(outcome.edit());
            index = next;
            file.forgetReplaced();
        }
        return outcome.result();
    }

    @Override
    public void close() {
        if (writer.isShutdown()) {
            return;
        }
        try {
            await(writer.submit(() -> {
                write(uses.unwritten(index));
                file.close();
                return ChangeResult.DONE;
            }));
        } finally {
            writer.shutdown();
        }
    }

    private static <T> T await(Future<T> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException cause) {
                        throw cause;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
