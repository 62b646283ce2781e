package org.letterlock.protocol;

/**
 * The next part of an export.
 *
 * @param octets in base64; empty where none were ready yet, which says nothing of the end
 * @param last whether the archive is whole with it; one whose last part never came is not
 * @param letters how many letters the archive has; 0 unless it is the last part
 */
public record ExportPart(String octets, boolean last, long letters) {

    /** Without the octets. */
    @Override
    public String toString() {
        return "ExportPart[last=" + last + ", letters=" + letters + "]";
    }
}
