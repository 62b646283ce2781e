package org.letterlock.engine.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/** Which addresses lie in the public internet (RFC 6890): only these may come from the DNS of others, or our queue would be a tool to reach inner hosts. */
public final class PublicAddress {

    private PublicAddress() {}

    /** Whether {@code address} is a global unicast address. */
    public static boolean isPublic(InetAddress address) {
        byte[] octets = address.getAddress();
        return address instanceof Inet4Address ? isPublicV4(octets) : isPublicV6(octets);
    }

    private static boolean isPublicV4(byte[] octets) {
        int a = octets[0] & 0xff;
        int b = octets[1] & 0xff;
        int c = octets[2] & 0xff;
        boolean special = a == 0
                || a == 10
                || a == 127
                || a >= 224
                || (a == 100 && b >= 64 && b < 128)
                || (a == 169 && b == 254)
                || (a == 172 && b >= 16 && b < 32)
                || (a == 192 && b == 168)
                || (a == 192 && b == 0 && (c == 0 || c == 2))
                || (a == 192 && b == 88 && c == 99)
                || (a == 198 && (b == 18 || b == 19))
                || (a == 198 && b == 51 && c == 100)
                || (a == 203 && b == 0 && c == 113);
        return !special;
    }

    private static boolean isPublicV6(byte[] octets) {
        if (startsWith(octets, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)) {
            return isPublicV4(Arrays.copyOfRange(octets, 12, 16)); // NAT64, RFC 6052 §2.1
        }
        if (startsWith(octets, 0x20, 0x02)) {
            return false; // 6to4, withdrawn by RFC 7526
        }
        boolean globalUnicast = (octets[0] & 0xe0) == 0x20;
        boolean special = startsWith(octets, 0x20, 0x01, 0x0d, 0xb8)
                || (startsWith(octets, 0x20, 0x01) && (octets[2] & 0xfe) == 0)
                || startsWith(octets, 0x3f, 0xff);
        return globalUnicast && !special;
    }

    private static boolean startsWith(byte[] octets, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((octets[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
