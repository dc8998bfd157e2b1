#pragma once

#include "core/model/ModelGraph.h"
#include "ui/diagram/DiagramLayout.h"
#include "ui/shell/DocumentPage.h"

class QLabel;
class QLineEdit;
class QStackedWidget;

namespace syncline::ui {

class Banner;
class DiagramView;
class ModelCommands;
class PageStateView;

/** All models of the project and their relationships, as a picture that can be searched, walked
 * through and exported. */
class DiagramPage final : public DocumentPage
{
    Q_OBJECT

public:
    /** @p layout may be nullptr; else it outlives the page. */
    DiagramPage(const DocumentRef &ref, const UiContext &context, DiagramLayout *layout,
                QWidget *parent);

    [[nodiscard]] QString title() const override { return tr("Diagram"); }
    [[nodiscard]] QIcon icon() const override;
    /** A detail is the model to select. */
    void reveal(const DocumentRef &ref) override;
    [[nodiscard]] QJsonObject state() const override;
    void restoreState(const QJsonObject &state) override;
    void focusContent() override;
    [[nodiscard]] DiagramView *view() const { return m_view; }

private:
    void addActions();
    [[nodiscard]] QWidget *buildBar();
    void follow();
    void place(const DiagramPlaces &places);
    void search();
    void exportPicture();
    void open(const QString &model);

    DiagramLayout *m_layout;
    ModelCommands *m_commands;
    ModelList m_models;
    DiagramGraph m_graph;
    quint64 m_ticket = 0;
    QString m_wanted; ///< The model to select once it is there.
    QJsonObject m_wantedState;
    QStackedWidget *m_stack;
    PageStateView *m_stateView;
    DiagramView *m_view;
    Banner *m_banner;
    QLineEdit *m_search = nullptr;
    QLabel *m_found = nullptr;
    QAction *m_export = nullptr;
};

} // namespace syncline::ui
