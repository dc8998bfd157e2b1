#include "tests/ui/FakeShop.h"

namespace syncline {

namespace {
constexpr std::int64_t historyMinute = 60'000;
}

/** What became of the first product, and of some that are gone. */
void fillHistories(FakeEngine &engine, DateTime at)
{
    const std::int64_t now = at.ms;
    FakeHistories &histories = engine.fakeHistories;
    for (const RunInfo &run : engine.runList)
        histories.runs[raw(run.id)] = run;
    using Kind = HistoryEntry::Kind;
    HistoryPage page;
    page.runs = histories.runs;
    page.entries.push_back(
        {.kind = Kind::Changed,
         .id = 9,
         .run = RunId{42},
         .time = DateTime{now - 8 * historyMinute},
         .changes = {
             {.key = "f_price", .name = "price", .before = Value(4.0), .after = Value(4.5)}}});
    page.entries.push_back(
        {.kind = Kind::Changed,
         .id = 8,
         .run = RunId{31},
         .time = DateTime{now - 300 * historyMinute},
         .changes = {
             {.key = "f_title",
              .name = "title",
              .before = Value("Mug"),
              .after = Value("Enamel mug, small")},
             {.key = "f_body",
              .name = "body",
              .before = Value(std::string(600, 'x')),
              .after = Value("Holds a quarter of a litre."),
              .isCut = true},
             {.key = "f_season", .name = "f_season", .isGone = true, .before = Value("winter")}}});
    page.entries.push_back(
        {.kind = Kind::Restored,
         .id = 6,
         .run = RunId{43},
         .time = DateTime{now - 1500 * historyMinute},
         .changes = {{.key = "f_title", .name = "title", .after = Value("Mug")}}});
    page.entries.push_back(
        {.kind = Kind::Deleted,
         .id = 5,
         .run = RunId{42},
         .time = DateTime{now - 1600 * historyMinute},
         .changes = {{.key = "f_title", .name = "title", .before = Value("Mug")}}});
    page.entries.push_back({.kind = Kind::Created,
                            .id = 0,
                            .run = RunId{12},
                            .time = DateTime{now - 90'000 * historyMinute},
                            .changes = {},
                            .isKnown = false});
    histories.pages["product/1"] = page;
    for (int i = 0; i < 12; ++i)
        histories.deletedRecords.push_back({.record = RecordId{700 + i},
                                            .entry = 500 - i,
                                            .title = "Tea towel no. " + std::to_string(i + 1),
                                            .run = RunId{42},
                                            .time = DateTime{now - (8 + 60 * i) * historyMinute}});
    RestoredRecord first{
        .record = RecordId{1},
        .title = "Enamel mug, small",
        .fields = {{.key = "f_price",
                    .name = "price",
                    .now = Value(4.5),
                    .then = Value(4.0),
                    .changedBy = RunId{42}},
                   {.key = "f_title",
                    .name = "title",
                    .now = Value("Enamel mug, small"),
                    .then = Value("Mug")}},
        .notes = {
            {RestoreNote::Level::Field, "sku", "must be unique, and product 8 has that value now"},
            {RestoreNote::Level::Warning, "title", "is too short (minimum is 4 characters)"}}};
    histories.preview = {.records = {first}, .all = 1, .partly = 1, .token = "t"};
    histories.outcome = {.run = RunId{46}, .restored = 1};
}

} // namespace syncline
