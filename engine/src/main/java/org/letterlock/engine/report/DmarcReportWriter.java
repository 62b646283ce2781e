package org.letterlock.engine.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.letterlock.engine.dmarc.PublishedPolicy;
import org.letterlock.engine.report.DmarcFeedback.Kind;
import org.letterlock.engine.report.DmarcFeedback.Signature;
import org.letterlock.engine.report.DmarcReport.Disposition;

/** Writes the XML of RFC 9990 §3.1, packed by gzip. */
public final class DmarcReportWriter {

    private final XMLStreamWriter xml;

    private DmarcReportWriter(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** {@code report} as {@code application/gzip}. */
    public static byte[] packed(DmarcFeedback report) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (OutputStream packing = new GZIPOutputStream(octets)) {
            XMLStreamWriter xml =
                    XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(packing, StandardCharsets.UTF_8.name());
            new DmarcReportWriter(xml).write(report);
            xml.close();
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        } catch (XMLStreamException e) {
            throw new IllegalStateException("XML that cannot be written", e);
        }
        return octets.toByteArray();
    }

    private void write(DmarcFeedback report) throws XMLStreamException {
        xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
        xml.writeStartElement("feedback");
        xml.writeDefaultNamespace("urn:ietf:params:xml:ns:dmarc-2.0");
        element("version", "1.0");
        xml.writeStartElement("report_metadata");
        element("org_name", report.organization());
        element("email", report.contact());
        element("report_id", report.id());
        xml.writeStartElement("date_range");
        element("begin", Long.toString(report.begin().getEpochSecond()));
        element("end", Long.toString(report.end().getEpochSecond()));
        xml.writeEndElement();
        element("generator", "Letterlock");
        xml.writeEndElement();
        write(report.policy());
        for (Map.Entry<Kind, Long> letters : report.letters().entrySet()) {
            write(letters.getKey(), letters.getValue());
        }
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void write(PublishedPolicy policy) throws XMLStreamException {
        xml.writeStartElement("policy_published");
        element("domain", policy.domain().ascii());
        element("discovery_method", "treewalk");
        element("p", policy.own().word());
        element("sp", policy.below().word());
        element("np", policy.belowAndMissing().word());
        element("adkim", policy.strictDkim() ? "s" : "r");
        element("aspf", policy.strictSpf() ? "s" : "r");
        element("testing", policy.testing() ? "y" : "n");
        xml.writeEndElement();
    }

    private void write(Kind kind, long count) throws XMLStreamException {
        xml.writeStartElement("record");
        xml.writeStartElement("row");
        element("source_ip", kind.source());
        element("count", Long.toString(count));
        xml.writeStartElement("policy_evaluated");
        boolean passed = kind.dkim() || kind.spf();
        element(
                "disposition",
                passed && kind.disposition() == Disposition.NONE
                        ? "pass"
                        : kind.disposition().word());
        element("dkim", kind.dkim() ? "pass" : "fail");
        element("spf", kind.spf() ? "pass" : "fail");
        if (kind.testing()) {
            xml.writeStartElement("reason");
            element("type", "policy_test_mode");
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeStartElement("identifiers");
        element("header_from", kind.author().ascii());
        element("envelope_from", kind.sender().map(Object::toString).orElse(""));
        xml.writeEndElement();
        xml.writeStartElement("auth_results");
        for (Signature signature : kind.signatures()) {
            xml.writeStartElement("dkim");
            element("domain", signature.domain().ascii());
            element("selector", signature.selector());
            element("result", signature.result());
            xml.writeEndElement();
        }
        if (kind.sender().isPresent()) {
            xml.writeStartElement("spf");
            element("domain", kind.sender().get().ascii());
            element("scope", "mfrom");
            element("result", kind.spfResult());
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void element(String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }
}
