#pragma once

#include "ui/palette/PaletteModel.h"
#include "ui/shell/UiContext.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

namespace syncline::ui {

/**
 * Finds what a palette text means. At once: commands (">"), models, connections, actions, files
 * ("@" fields and actions); from the engine, a moment later: runs by their id, records by anything
 * that they are known by (id, remote id, e-mail, title), a copied link, or their text ("#"). ":12"
 * is a line of the document in front.
 */
class PaletteSearch final : public QObject
{
    Q_OBJECT

public:
    PaletteSearch(const ActionRegistry *actions, QObject *parent);

    void setProject(const UiContext &context);
    void search(const QString &text, const DocumentRef &inFront);

    static constexpr int shownAtMost = 50;

Q_SIGNALS:
    /** Instead of what was found before. */
    void found(const std::vector<syncline::ui::PaletteItem> &items);
    /** In addition. */
    void foundMore(const std::vector<syncline::ui::PaletteItem> &items);
    void finished();

private:
    void addCommands(std::vector<PaletteItem> &items, const QString &pattern) const;
    void addDefinitions(std::vector<PaletteItem> &items, const QString &pattern) const;
    void addSymbols(std::vector<PaletteItem> &items, const QString &pattern) const;
    void searchRecords();
    void searchRun(std::int64_t id);
    bool searchLink();
    void lookUp();
    void searchByText();
    /** Those of @p items that were not found before. */
    void addRecords(std::vector<PaletteItem> items);
    void answered();

    const ActionRegistry *m_actions;
    UiContext m_context;
    QString m_recordText;
    bool m_onlyRecords = false;
    QTimer m_timer; ///< Not for every letter.
    quint64 m_ticket = 0;
    int m_waiting = 0;
    std::vector<InspectTarget> m_foundRecords;
};

} // namespace syncline::ui
