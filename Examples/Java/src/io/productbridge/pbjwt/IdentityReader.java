// SPDX-License-Identifier: Apache-2.0
package io.productbridge.pbjwt;

import static io.productbridge.pbjwt.LibPbjwt.*;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.productbridge.pbjwt.Identity.ClaimWarning;
import io.productbridge.pbjwt.Identity.UserHashState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;

/** Copies what the library's identity says to a Java one. */
final class IdentityReader {
    private final Pointer from;
    private final long[] length = new long[1];
    private final double[] number = new double[1];

    IdentityReader(Pointer from) {
        this.from = from;
    }

    private interface TextAccessor {
        Pointer read(Pointer identity, long[] length);
    }

    private interface NumberAccessor {
        byte read(Pointer identity, double[] number);
    }

    Identity read() {
        return new Identity(
                text(LibPbjwt::pbjwt_identity_email).orElseThrow(),
                text(LibPbjwt::pbjwt_identity_canonical_email).orElseThrow(),
                text(LibPbjwt::pbjwt_identity_user_id),
                text(LibPbjwt::pbjwt_identity_name),
                text(LibPbjwt::pbjwt_identity_avatar_url),
                text(LibPbjwt::pbjwt_identity_company_name),
                text(LibPbjwt::pbjwt_identity_company_id),
                number(LibPbjwt::pbjwt_identity_company_mrr),
                text(LibPbjwt::pbjwt_identity_customer_status_text),
                text(LibPbjwt::pbjwt_identity_renewal_date_text),
                time(LibPbjwt::pbjwt_identity_renewal_date),
                text(LibPbjwt::pbjwt_identity_renewal_risk_text),
                text(LibPbjwt::pbjwt_identity_account_owner_id),
                text(LibPbjwt::pbjwt_identity_account_owner_email),
                text(LibPbjwt::pbjwt_identity_external_user_id),
                UserHashState.values()[pbjwt_identity_user_hash(from)],
                time(LibPbjwt::pbjwt_identity_issued_at),
                time(LibPbjwt::pbjwt_identity_not_before),
                time(LibPbjwt::pbjwt_identity_expires_at),
                text(LibPbjwt::pbjwt_identity_issuer),
                audience(),
                text(LibPbjwt::pbjwt_identity_token_id),
                warnings(),
                customJson());
    }

    private Optional<String> text(TextAccessor accessor) {
        return Optional.ofNullable(LibPbjwt.text(accessor.read(from, length), length[0]));
    }

    private OptionalDouble number(NumberAccessor accessor) {
        return accessor.read(from, number) != 0 ? OptionalDouble.of(number[0]) : OptionalDouble.empty();
    }

    private Optional<Instant> time(NumberAccessor accessor) {
        if (accessor.read(from, number) == 0) {
            return Optional.empty();
        }
        double whole = Math.floor(number[0]);
        long micros = Math.round((number[0] - whole) * 1e6);
        return Optional.of(Instant.ofEpochSecond((long) whole, micros * 1000));
    }

    private List<String> audience() {
        return LongStream.range(0, pbjwt_identity_audience_count(from))
                .mapToObj(i -> LibPbjwt.text(pbjwt_identity_audience(from, i, length), length[0]))
                .toList();
    }

    private List<ClaimWarning> warnings() {
        return LongStream.range(0, pbjwt_identity_warning_count(from)).mapToObj(this::warning).toList();
    }

    private ClaimWarning warning(long index) {
        int[] claim = new int[1];
        String kind = LibPbjwt.text(pbjwt_warning_name(pbjwt_identity_warning(from, index, claim)));
        return new ClaimWarning(
                kind == null ? "unknown_warning" : kind,
                Optional.ofNullable(LibPbjwt.text(pbjwt_claim_name(claim[0]))));
    }

    private String customJson() {
        PointerByReference json = new PointerByReference();
        check(pbjwt_identity_custom_json(from, json, length), "the identity holds no one");
        try {
            return LibPbjwt.text(json.getValue(), length[0]);
        } finally {
            pbjwt_free(json.getValue());
        }
    }
}
