#pragma once

#include "core/engine/Lookups.h"
#include "ui/shell/UiContext.h"

#include <QObject>

#include <functional>
#include <optional>
#include <vector>

class QMenu;
class QToolButton;

namespace syncline::ui {

/** The filters that the project keeps for a model: a button with a menu that applies, saves,
 * updates and removes them. */
class SavedFilters final : public QObject
{
    Q_OBJECT

public:
    /** @p current: what the page asks now, without a name. */
    SavedFilters(const UiContext &context, QString model, std::function<SavedFilter()> current,
                 QWidget *page);

    [[nodiscard]] QToolButton *button() const { return m_button; }
    [[nodiscard]] QMenu *menu() const { return m_menu; }
    /** The one that is applied, as it was saved. */
    [[nodiscard]] const std::optional<SavedFilter> &applied() const { return m_applied; }
    void setApplied(std::optional<SavedFilter> filter);
    void saveAs();
    void update();
    void remove();
    /** Reads them anew. */
    void read();

Q_SIGNALS:
    void applyRequested(const syncline::SavedFilter &filter);

private:
    void fill();
    void save(SavedFilter filter);
    void fail(const Error &error);

    const UiContext m_context;
    const QString m_model;
    const std::function<SavedFilter()> m_current;
    QWidget *m_page;
    QToolButton *m_button;
    QMenu *m_menu;
    std::vector<SavedFilter> m_filters;
    std::optional<SavedFilter> m_applied;
};

} // namespace syncline::ui
