#pragma once

#include "ui/action/EffectText.h"
#include "ui/shell/DocumentPage.h"

#include <vector>

class QLabel;
class QScrollArea;
class QStackedWidget;

namespace syncline::ui {

class ActionDocument;
class ActionFacts;
class ActionRunner;
class Banner;
class EffectList;
class PageStateView;

/** An action: what must hold, what it does, what comes after, with which inputs; and running it. */
class ActionPage final : public DocumentPage
{
    Q_OBJECT

public:
    ActionPage(const DocumentRef &ref, const UiContext &context, QWidget *parent);

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QIcon icon() const override;
    [[nodiscard]] QAction *runAction() const override { return m_run; }
    /** A detail is the id of the record to run on. */
    void reveal(const DocumentRef &ref) override;
    [[nodiscard]] QJsonObject state() const override;
    void restoreState(const QJsonObject &state) override;
    void focusContent() override;

    [[nodiscard]] ActionDocument *document() const { return m_document; }
    [[nodiscard]] EffectList *list(EffectPhase phase) const;

private:
    void addActions();
    [[nodiscard]] QWidget *buildHeader();
    [[nodiscard]] QWidget *buildContent();
    void connectLists();
    void update();
    void updateProblems();
    void showMissing();
    void openFile(const QString &file, int line = 0);
    void leave(const EffectList *list, int step);
    /** Moves an effect, also from one list to another. */
    void drop(EffectPhase from, int fromRow, EffectPhase to, int row);

    ActionDocument *m_document;
    QAction *m_run = nullptr;
    QAction *m_undo = nullptr;
    QAction *m_redo = nullptr;
    QStackedWidget *m_stack;
    PageStateView *m_stateView;
    Banner *m_banner;
    Banner *m_problems;
    QLabel *m_kind = nullptr;
    QLabel *m_comment = nullptr;
    QLabel *m_saving = nullptr;
    QScrollArea *m_scroll = nullptr;
    bool m_wantsInput = false; ///< It was opened to be run.
    std::vector<EffectList *> m_lists;
    ActionFacts *m_facts = nullptr;
    ActionRunner *m_runner = nullptr;
};

} // namespace syncline::ui
