package kinhbac.peers;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** How far the records are processed. */
final class Progress {
    private final AtomicLong begun = new AtomicLong();
    private final LongAdder records = new LongAdder();
    private final LongAdder people = new LongAdder();

    /** Takes note of a record; called by each of the threads. */
    void processed(Event event) {
        if (begun.get() == 0) {
            begun.compareAndSet(0, System.nanoTime());
        }
        records.increment();
        people.add(event.people());
    }

    long records() {
        return records.sum();
    }

    long people() {
        return people.sum();
    }

    /** How long ago the first record was processed. */
    Duration sinceFirst() {
        return Duration.ofNanos(System.nanoTime() - begun.get());
    }
}
