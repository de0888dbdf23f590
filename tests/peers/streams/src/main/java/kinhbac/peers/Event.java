package kinhbac.peers;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * What is counted of a {@code kinhbac.v1.Event} (proto/kinhbac/v1/event.proto): its time and its
 * people. All else is skipped unread, which costs less than generated code would.
 */
record Event(long millis, long people) {
    private static final int TIME = 3;
    private static final int CAMERA_COUNT = 21;
    private static final int PEOPLE = 3;

    /** Reads it. It is never written: its key stays, so nothing is sent to other partitions. */
    static Serde<Event> serde() {
        return Serdes.serdeFrom(
                (topic, event) -> {
                    throw new UnsupportedOperationException("events are not written");
                },
                (topic, bytes) -> read(bytes));
    }

    static Event read(byte[] bytes) {
        try {
            return read(CodedInputStream.newInstance(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Event read(CodedInputStream in) throws IOException {
        long millis = 0;
        long people = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case TIME -> millis = readMessage(in, Event::readMillis);
                case CAMERA_COUNT -> people = readMessage(in, Event::readPeople);
                default -> in.skipField(tag);
            }
        }
        return new Event(millis, people);
    }

    /** Reads a figure of the message that comes next. */
    private static long readMessage(CodedInputStream in, Fields fields) throws IOException {
        int end = in.pushLimit(in.readRawVarint32());
        long figure = fields.read(in);
        in.popLimit(end);
        return figure;
    }

    /** Of a google.protobuf.Timestamp: its seconds (1) and nanoseconds (2). */
    private static long readMillis(CodedInputStream in) throws IOException {
        long millis = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> millis += in.readInt64() * 1_000;
                case 2 -> millis += in.readInt32() / 1_000_000;
                default -> in.skipField(tag);
            }
        }
        return millis;
    }

    private static long readPeople(CodedInputStream in) throws IOException {
        long people = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == PEOPLE) {
                people = in.readInt64();
            } else {
                in.skipField(tag);
            }
        }
        return people;
    }

    private interface Fields {
        long read(CodedInputStream in) throws IOException;
    }
}
