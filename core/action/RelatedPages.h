#pragma once

#include "core/project/ProjectDef.h"
#include "core/record/RecordTypes.h"
#include "core/store/Database.h"

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace syncline {

/**
 * Loads a relationship for all records of a page with the first of them that is asked, so that a
 * loop over a page costs one query instead of one for each record. Knows the pages that the scripts
 * of one run got last. What the run writes is forgotten at once, so nobody reads what was before.
 * Used on the run's executor.
 */
class RelatedPages
{
public:
    /** A page that a script got. */
    void add(const std::shared_ptr<const ModelDef> &model, const std::vector<RecordRow> &rows);
    /** Records of @p model changed. */
    void wrote(const std::string &model);
    /** Something was undone. */
    void clear() { m_pages.clear(); }

    /** One relationship of one record of a page. */
    struct Question
    {
        std::string model;
        std::string field;
        RecordId owner{};
        RecordId target{}; ///< BelongsTo: where it leads now.
        int first = 50;    ///< Lists: records of a page.
    };
    /** The answer, with the system's columns and all fields; nullopt: the record is of no page, or
     * loading many at once does not pay: ask for it alone. */
    Result<std::optional<RecordPage>> find(Database &database, const ProjectDef &project,
                                           const Question &question);

private:
    /** One relationship, as far as it was loaded. */
    struct Loaded
    {
        std::string model; ///< Whose records it has.
        std::string join;
        std::unordered_map<std::int64_t, RecordPage>
            found; ///< BelongsTo by target, lists by owner.
        std::int64_t used = 0;
        bool isOff = false; ///< It was forgotten before it was of use.
    };
    struct Page
    {
        std::shared_ptr<const ModelDef> model;
        std::vector<std::int64_t> ids;
        std::unordered_map<std::int64_t, std::size_t> places;
        std::map<std::string, std::vector<std::int64_t>> targets; ///< BelongsTo field → by place.
        std::map<std::string, Loaded> loaded;
    };
    Page *pageOf(const std::string &model, RecordId id);
    static Result<void> loadTargets(Database &database, const ModelDef &other, const Page &page,
                                    const Question &question, Loaded &into);
    static Result<void> loadLists(Database &database, const ProjectDef &project,
                                  const FieldDef &field, const Page &page, const Question &question,
                                  Loaded &into);
    void addFound(const std::shared_ptr<const ModelDef> &model, const Page &page,
                  const FieldDef &field, const Question &question, const Loaded &loaded);

    std::list<Page> m_pages; ///< The last used first.
};

} // namespace syncline
