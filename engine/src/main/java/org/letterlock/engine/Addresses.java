package org.letterlock.engine;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code ADDR:PORT}; an IPv6 address stands in brackets, and {@code *} means every address. */
final class Addresses implements ITypeConverter<InetSocketAddress> {

    private static final int MAX_PORT = 65_535;

    @Override
    public InetSocketAddress convert(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new TypeConversionException("expected ADDR:PORT, not \"" + text + "\"");
        }
        int port = port(text.substring(colon + 1));
        String host = text.substring(0, colon);
        if (host.equals("*")) {
            return new InetSocketAddress(port);
        }
        try {
            String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
            return new InetSocketAddress(InetAddress.getByName(bare), port);
        } catch (UnknownHostException e) {
            throw new TypeConversionException("there is no address \"" + host + "\"");
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("\"" + text + "\" is no port");
        }
        throw new TypeConversionException("a port is from 0 to 65535");
    }
}
