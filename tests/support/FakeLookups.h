#pragma once

#include "core/engine/Lookups.h"

#include <QPromise>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace syncline {

/**
 * Lookups in memory: keeps saved filters, answers the rest with what stands in its members, and
 * records what it was asked. Answers at once, or after release() while held.
 */
class FakeLookups final : public Lookups
{
public:
    // What it answers; set freely.
    std::map<std::string, std::map<std::string, SavedFilter>> filters; ///< By model and name.
    std::map<std::string, Facet> facets;                               ///< By "model/field".
    std::vector<FoundRecord> found;
    /** When set, what a text leads to. */
    std::function<std::vector<FoundRecord>(const std::string &text)> find;
    std::map<std::string, Error> failures; ///< By the method's name.

    // What it was asked.
    struct FacetCall
    {
        std::string model;
        RecordQuery query;
        std::string field;
        int atMost = 0;
    };
    std::vector<FacetCall> facetCalls;
    int cancelledFacets = 0;
    std::vector<std::string> findCalls;
    std::vector<std::pair<std::string, SavedFilter>> savedCalls;     ///< Model and filter.
    std::vector<std::pair<std::string, std::string>> removedFilters; ///< Model and name.

    /** From now on answers wait. */
    void hold() { m_isHeld = true; }
    /** Gives the answers that wait, and goes on as usual. */
    void release()
    {
        m_isHeld = false;
        const std::vector<std::function<void()>> waiting = std::exchange(m_waiting, {});
        for (const auto &give : waiting)
            give();
    }

    QFuture<Result<std::vector<SavedFilter>>> savedFilters(std::string model) override
    {
        std::vector<SavedFilter> all;
        for (const auto &[name, filter] : filters[model])
            all.push_back(filter);
        return answer<std::vector<SavedFilter>>("savedFilters", std::move(all));
    }
    QFuture<Result<void>> saveFilter(std::string model, SavedFilter filter) override
    {
        savedCalls.emplace_back(model, filter);
        if (!failures.contains("saveFilter"))
            filters[model].insert_or_assign(filter.name, filter);
        return answer<void>("saveFilter", {});
    }
    QFuture<Result<void>> removeFilter(std::string model, std::string name) override
    {
        removedFilters.emplace_back(model, name);
        if (failures.contains("removeFilter"))
            return answer<void>("removeFilter", {});
        if (filters[model].erase(name) == 0)
            return answer<void>("removeFilter",
                                Error(errc::notFound, "%1 has no saved filter \"%2\".",
                                      {std::move(model), std::move(name)}));
        return answer<void>("removeFilter", {});
    }
    QFuture<Result<Facet>> facet(std::string model, RecordQuery query, std::string field,
                                 int atMost) override
    {
        facetCalls.push_back(
            {.model = model, .query = std::move(query), .field = field, .atMost = atMost});
        Facet facet{.field = field, .entries = {}, .others = 0};
        if (const auto set = facets.find(model + "/" + field); set != facets.end())
            facet = set->second;
        const auto limit = static_cast<std::size_t>(std::max(atMost, 0));
        while (facet.entries.size() > limit) {
            facet.others += facet.entries.back().count;
            facet.entries.pop_back();
        }
        return answer<Facet>("facet", std::move(facet));
    }
    void cancelFacets() override { ++cancelledFacets; }
    QFuture<Result<std::vector<FoundRecord>>> findRecords(std::string text, int atMost) override
    {
        findCalls.push_back(text);
        std::vector<FoundRecord> records = find ? find(text) : found;
        const auto limit = static_cast<std::size_t>(std::max(atMost, 0));
        if (records.size() > limit)
            records.erase(records.begin() + static_cast<std::ptrdiff_t>(limit), records.end());
        return answer<std::vector<FoundRecord>>("findRecords", std::move(records));
    }

private:
    template <typename T>
    QFuture<Result<T>> answer(const std::string &method, Result<T> value)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        const auto failure = failures.find(method);
        auto given = std::make_shared<Result<T>>(
            failure != failures.end() ? Result<T>(failure->second) : std::move(value));
        auto give = [promise, given] {
            promise->addResult(std::move(*given));
            promise->finish();
        };
        if (m_isHeld)
            m_waiting.emplace_back(std::move(give));
        else
            give();
        return promise->future();
    }

    bool m_isHeld = false;
    std::vector<std::function<void()>> m_waiting;
};

} // namespace syncline
