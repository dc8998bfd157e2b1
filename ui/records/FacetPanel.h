#pragma once

#include "core/engine/Lookups.h"
#include "ui/shell/UiContext.h"

#include <QMap>
#include <QWidget>

#include <functional>
#include <memory>

class QTreeWidget;
class QTreeWidgetItem;

namespace syncline::ui {

/**
 * How often the values of some fields stand in what the grid shows; a click filters by one. Asks
 * only while it is seen. Fields: choices, booleans, states, related records, and texts that turn
 * out to have few values.
 */
class FacetPanel final : public QWidget
{
    Q_OBJECT

public:
    FacetPanel(const UiContext &context, QString model, QWidget *parent);

    /** What the grid asks, without the filter on @p field: its other values stay in reach. */
    using QueryFor = std::function<RecordQuery(const QString &field)>;
    void setModel(const std::shared_ptr<const ModelDef> &model);
    /** @p filters: of the filter row, by field; @p rows: about how many the query finds. */
    void refresh(const QueryFor &query, const QMap<QString, QString> &filters, std::int64_t rows);
    [[nodiscard]] QTreeWidget *tree() const { return m_tree; }

    static constexpr int shownValues = 12;
    static constexpr int fewTexts = 20;
    /** Texts are counted up to so many rows: every value of every row is looked at. */
    static constexpr std::int64_t countedTexts = 100'000;

Q_SIGNALS:
    /** @p text for the filter row; empty: no filter any more. */
    void chosen(const QString &field, const QString &text);

private:
    void ask(const FieldDef &field, const QueryFor &query);
    void show(const FieldDef &field, const Result<Facet> &facet);
    void addEntry(QTreeWidgetItem *parent, const FieldDef &field, const Facet::Entry &entry);
    void choose(QTreeWidgetItem *item);
    [[nodiscard]] QTreeWidgetItem *itemOf(const FieldDef &field);

    const UiContext m_context;
    const QString m_model;
    QTreeWidget *m_tree;
    std::vector<FieldDef> m_fields;
    QMap<QString, QTreeWidgetItem *> m_items;
    QMap<QString, QString> m_filters;
    quint64 m_ticket = 0;
};

} // namespace syncline::ui
