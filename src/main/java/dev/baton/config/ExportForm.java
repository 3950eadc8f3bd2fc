package dev.baton.config;

/** Whose configuration Baton writes. */
public enum ExportForm {
    /** The {@code mm2.properties} of a dedicated MirrorMaker 2. */
    MM2 {
        @Override
        public Exported of(BatonConfig config) {
            return MirrorMakerExport.of(config);
        }
    },
    /** A Strimzi {@code KafkaMirrorMaker2} for each target. */
    STRIMZI {
        @Override
        public Exported of(BatonConfig config) {
            return StrimziExport.of(config);
        }
    };

    /**
     * The configuration in this form.
     *
     * @param config with placeholders as they are written, see {@link ConfigSource#asWritten}
     */
    public abstract Exported of(BatonConfig config);
}
