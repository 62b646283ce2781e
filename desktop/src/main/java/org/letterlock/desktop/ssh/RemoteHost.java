package org.letterlock.desktop.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.LongConsumer;
import org.letterlock.desktop.model.ProblemException;

/** A server that was entered. For one thread at a time, but for {@link #close}, which ends what runs. */
public interface RemoteHost extends AutoCloseable {

    /**
     * Runs a command to its end.
     *
     * @param input what it reads
     * @throws ProblemException when the connection breaks, the command does not say how it ended, or it says more than a mebibyte or takes more than two minutes
     */
    Ran run(RemoteCommand command, byte[] input) throws ProblemException;

    /**
     * Runs a command that reads a stream.
     *
     * @param sent is told how many octets it has got
     * @throws ProblemException when the connection breaks
     */
    Ran pour(RemoteCommand command, InputStream input, LongConsumer sent) throws ProblemException;

    /** Starts a command that is spoken to. */
    Running start(RemoteCommand command) throws ProblemException;

    /** The numeric address at which the server was reached; empty where it is not known. */
    String reachedAt();

    @Override
    void close();

    /**
     * How a command ended.
     *
     * @param exitCode 0 to 255
     * @param out what it wrote
     * @param err what it wrote as errors, the first 8 KiB
     */
    record Ran(int exitCode, String out, String err) {}

    /** A command that runs. */
    interface Running extends AutoCloseable {

        /** What it writes. */
        InputStream out();

        /** What it reads. */
        OutputStream in();

        @Override
        void close() throws IOException;
    }
}
