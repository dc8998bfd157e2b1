#pragma once

#include "core/base/Json.h"
#include "core/record/ModelTable.h"
#include "core/record/bulk/CellReader.h"
#include "core/record/bulk/PathTree.h"

#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/**
 * How documents of a source become rows of one model, compiled once per run: paths, coercion,
 * digest. The native path (simdjson elements) and the path over Values give the same cells for the
 * same document. Not thread-safe.
 *
 * Filled are the fields that the connection owns or that say where they come `from`; when no field
 * says either, all. The others are the user's own and never touched.
 */
class IngestPlan
{
public:
    /** @p locales: of a localized model, the default first; empty: any. */
    IngestPlan(const ModelTable &table, std::string_view connection, std::string_view idPath,
               std::vector<std::string> locales);

    [[nodiscard]] const std::vector<IngestField> &fields() const { return m_fields; }
    [[nodiscard]] bool hasVersion() const { return m_versionTarget != none; }
    /** The cache field when later versions can be told from earlier ones (a number or a time); else
     * nullptr. */
    [[nodiscard]] const FieldDef *orderedVersion() const { return m_orderedVersion; }

    /** Fills @p row from @p document; text points into the document or @p arena. The reason when it
     * cannot be stored; empty: it can. */
    std::string read(const json::Handle &document, TextArena &arena, IngestRow &row);
    /** Whether both digests were made by the same definition of the model. */
    [[nodiscard]] static std::uint64_t versionDigestOf(std::string_view version); ///< 0: none.
    [[nodiscard]] static bool sameRules(std::uint64_t a, std::uint64_t b)
    {
        return (a & 0xFFFFU) == (b & 0xFFFFU);
    }

    std::vector<std::string> takeUnknown() { return m_tree.takeUnknown(); }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    void addFields(const ModelTable &table, std::string_view connection);
    void addVersion(const ModelTable &table);
    void addLocale(const ModelTable &table);
    template <typename Nodes>
    void readLocale(const Nodes &nodes, TextArena &arena, IngestRow &row, std::string &problem);
    std::string readElement(simdjson::dom::element document, TextArena &arena, IngestRow &row);
    std::string readValue(const Value &document, TextArena &arena, IngestRow &row);
    template <typename Nodes>
    std::string readNodes(const Nodes &nodes, TextArena &arena, IngestRow &row);
    void digest(IngestRow &row);

    PathTree m_tree;
    std::vector<IngestField> m_fields;
    std::size_t m_idTarget = none;
    std::size_t m_versionTarget = none;
    std::size_t m_localeTarget = none;
    std::vector<std::string> m_locales;
    bool m_isLocalized = false;
    std::string m_model;
    const FieldDef *m_orderedVersion = nullptr;
    std::uint64_t m_seed = 0;

    std::vector<simdjson::dom::element> m_elements; ///< Of the document being read, by target.
    std::vector<const Value *> m_values;
    std::vector<unsigned char> m_present;
    std::string m_buffer;
};

} // namespace syncline
