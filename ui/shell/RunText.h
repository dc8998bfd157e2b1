#pragma once

#include "core/engine/EngineTypes.h"
#include "ui/widget/PlainLabel.h"

#include <QString>

/** A run's facts in words and colours, the same on every screen. */
namespace syncline::ui {

[[nodiscard]] QString runKindText(RunKind kind);
[[nodiscard]] QString runStateText(RunState state);
[[nodiscard]] PillKind runStatePill(RunState state);
/** The name of an icon. */
[[nodiscard]] QString runKindIcon(RunKind kind);
[[nodiscard]] bool isRunning(const RunInfo &run);
[[nodiscard]] bool isFailure(const RunInfo &run);
/** "Sync of shop", "product.update on 12". */
[[nodiscard]] QString runTitle(const RunInfo &run);
/** Sum over the models. */
[[nodiscard]] IngestCounts runCounts(const RunInfo &run);
/** Rows seen so far, of all models. */
[[nodiscard]] std::int64_t doneCount(const IngestCounts &counts);
/** "1,204 created · 3 failed"; "nothing changed" when only unchanged. */
[[nodiscard]] QString countsText(const IngestCounts &counts);
/** What a run did, or why it failed; a sync that had nothing to do says so. */
[[nodiscard]] QString runResultText(const RunInfo &run);
/** 0…100, or −1 when the expected number is not known. */
[[nodiscard]] int runPercent(const RunInfo &run);
/** What remains by the present rate, in ms; −1 unknown. */
[[nodiscard]] std::int64_t remainingMs(const ModelProgress &progress);
/** "45 s", "running for 12 s". */
[[nodiscard]] QString runDurationText(const RunInfo &run, DateTime now);

} // namespace syncline::ui
