package org.letterlock.engine.report;

import java.util.Arrays;
import java.util.Optional;

/** Why a session did not come to TLS as it should (RFC 8460 §4.3), in the words of who receives. */
public enum TlsFailure {
    STARTTLS_NOT_SUPPORTED(
            "starttls-not-supported",
            "the mail exchanger did not offer TLS",
            "see that every mail exchanger of the domain is this server, and that nothing in between takes STARTTLS away"),
    CERTIFICATE_HOST_MISMATCH(
            "certificate-host-mismatch",
            "the certificate was for another host",
            "the certificate has to name the host that the MX record names"),
    CERTIFICATE_EXPIRED("certificate-expired", "the certificate was out of date", "renew the certificate"),
    CERTIFICATE_NOT_TRUSTED(
            "certificate-not-trusted",
            "the certificate came from nobody whom senders trust",
            "get a certificate from an authority that all know, with the certificates that lead to it"),
    VALIDATION_FAILURE(
            "validation-failure",
            "the server did not prove who it is, for another reason",
            "compare the certificate and the mail exchangers with what the policy says"),
    TLSA_INVALID(
            "tlsa-invalid",
            "the TLSA records (DANE) could not be used",
            "correct the TLSA records of the mail exchanger, or take them away"),
    DNSSEC_INVALID(
            "dnssec-invalid",
            "the signatures of the DNS did not hold",
            "see at the DNS provider that the zone is signed anew and that its DS record is right"),
    DANE_REQUIRED(
            "dane-required",
            "the sender wants TLSA records (DANE), and there were none",
            "nothing, unless mail from that sender matters: then sign the zone and publish TLSA records"),
    STS_POLICY_FETCH_ERROR(
            "sts-policy-fetch-error",
            "the MTA-STS policy could not be fetched",
            "see that https://mta-sts.DOMAIN/.well-known/mta-sts.txt can be had"),
    STS_POLICY_INVALID(
            "sts-policy-invalid", "the MTA-STS policy breaks the grammar", "correct the policy at mta-sts.DOMAIN"),
    STS_WEBPKI_INVALID(
            "sts-webpki-invalid",
            "the web server of the MTA-STS policy had a certificate that does not hold",
            "renew the certificate of mta-sts.DOMAIN"),
    /** What later versions, or some senders, call otherwise. */
    OTHER("other", "it failed for a reason that is not known here", "ask who reports it");

    private final String token;
    private final String meaning;
    private final String remedy;

    TlsFailure(String token, String meaning, String remedy) {
        this.token = token;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** The result type of reports. */
    public String token() {
        return token;
    }

    /** What went wrong, for people. */
    public String meaning() {
        return meaning;
    }

    /** What to do about it, for the owner of the domain; DOMAIN stands for its name. */
    public String remedy() {
        return remedy;
    }

    /** The failure of this {@link #token}; empty where none has it. */
    public static Optional<TlsFailure> of(String token) {
        return Arrays.stream(values())
                .filter(failure -> failure.token.equalsIgnoreCase(token))
                .findFirst();
    }
}
