package kinhbac.peers;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** What is counted of a site in a minute. */
record Totals(long events, long people) {
    static final Totals NOTHING = new Totals(0, 0);

    Totals plus(Event event) {
        return new Totals(events + 1, people + event.people());
    }

    static Serde<Totals> serde() {
        return Serdes.serdeFrom((topic, totals) -> totals.write(), (topic, bytes) -> read(bytes));
    }

    private byte[] write() {
        return ByteBuffer.allocate(16).putLong(events).putLong(people).array();
    }

    private static Totals read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Totals(buffer.getLong(), buffer.getLong());
    }
}
