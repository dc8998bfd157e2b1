#pragma once

#include "core/engine/Histories.h"

#include <QPromise>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace syncline {

/** Histories in memory: answers with what stands in its members, at once or, while held, only after
 * release(); records what it was asked. */
class FakeHistories final : public Histories
{
public:
    // What it answers; set freely.
    std::map<std::string, HistoryPage> pages; ///< By "model/id"; told whole, or by the limit.
    HistoryChange whole;
    std::vector<DeletedRecord> deletedRecords; ///< The last deleted first.
    std::map<std::int64_t, RunInfo> runs;
    RestorePreview preview;
    RestoreOutcome outcome;
    std::vector<HistorySize> sizeList;
    std::map<std::string, Error> failures; ///< By the method's name.

    // What it was asked.
    std::vector<HistoryQuery> timelines;
    std::vector<DeletedQuery> deletedQueries;
    std::vector<RestoreRequest> previews;
    std::vector<RestoreRequest> restores;

    /** From now on answers wait. */
    void hold() { m_isHeld = true; }
    void release()
    {
        m_isHeld = false;
        for (const std::function<void()> &give : std::exchange(m_waiting, {}))
            give();
    }

    QFuture<Result<HistoryPage>> timeline(HistoryQuery query) override
    {
        timelines.push_back(query);
        const auto found = pages.find(query.model + "/" + toText(query.record));
        if (found == pages.end())
            return answer<HistoryPage>("timeline", HistoryPage());
        HistoryPage page = found->second;
        std::erase_if(page.entries, [&](const HistoryEntry &entry) {
            return query.before > 0 && entry.id >= query.before;
        });
        if (page.entries.size() > static_cast<std::size_t>(query.limit)) {
            page.entries.resize(static_cast<std::size_t>(query.limit));
            page.next = page.entries.back().id;
        }
        return answer<HistoryPage>("timeline", std::move(page));
    }
    QFuture<Result<HistoryChange>> change(std::string /*model*/, RecordId /*record*/,
                                          std::int64_t /*entry*/, std::string /*key*/) override
    {
        return answer<HistoryChange>("change", whole);
    }
    QFuture<Result<DeletedPage>> deleted(DeletedQuery query) override
    {
        deletedQueries.push_back(query);
        DeletedPage page;
        page.runs = runs;
        for (const DeletedRecord &record : deletedRecords) {
            const bool isWanted = (query.before == 0 || record.entry < query.before) &&
                                  record.title.find(query.search) != std::string::npos;
            if (!isWanted)
                continue;
            if (page.records.size() == static_cast<std::size_t>(query.limit)) {
                page.next = page.records.back().entry;
                break;
            }
            page.records.push_back(record);
        }
        return answer<DeletedPage>("deleted", std::move(page));
    }
    QFuture<Result<RestorePreview>> previewRestore(RestoreRequest request) override
    {
        previews.push_back(std::move(request));
        return answer<RestorePreview>("previewRestore", preview);
    }
    QFuture<Result<RestoreOutcome>> restore(RestoreRequest request) override
    {
        restores.push_back(std::move(request));
        return answer<RestoreOutcome>("restore", outcome);
    }
    QFuture<Result<std::vector<HistorySize>>> sizes() override
    {
        return answer<std::vector<HistorySize>>("sizes", sizeList);
    }

private:
    template <typename T>
    QFuture<Result<T>> answer(const std::string &method, Result<T> value)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        const auto failure = failures.find(method);
        Result<T> given = failure != failures.end() ? Result<T>(failure->second) : std::move(value);
        auto give = [promise, given = std::move(given)] {
            promise->addResult(given);
            promise->finish();
        };
        if (m_isHeld)
            m_waiting.push_back(give);
        else
            give();
        return promise->future();
    }

    bool m_isHeld = false;
    std::vector<std::function<void()>> m_waiting;
};

} // namespace syncline
