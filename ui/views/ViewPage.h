#pragma once

#include "core/engine/Views.h"
#include "core/project/ViewDef.h"
#include "ui/shell/DocumentPage.h"

#include <QTimer>

#include <optional>
#include <stop_token>

class QSplitter;
class QToolButton;

namespace syncline::ui {

class CodePage;
class ViewParamsForm;
class ViewResults;

/**
 * A view of the project: its text above (a CodePage, which saves it, checks it and keeps what is
 * not saved), its parameters, and what it answers below. A file views/<name>.sql as a document.
 */
class ViewPage final : public DocumentPage
{
    Q_OBJECT

public:
    ViewPage(const DocumentRef &ref, const UiContext &context, QWidget *parent);
    /** Ends what still runs. */
    ~ViewPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QIcon icon() const override;
    [[nodiscard]] bool isModified() const override;
    [[nodiscard]] bool canSave() const override;
    void saveAndClose() override;
    void discardChanges() override;
    [[nodiscard]] QAction *runAction() const override { return m_run; }
    [[nodiscard]] QJsonObject state() const override;
    void restoreState(const QJsonObject &state) override;
    void reveal(const DocumentRef &ref) override;
    void focusContent() override;

    void run();
    void stop();
    void exportRows(TransferFormat format);
    void rename();
    void remove();
    [[nodiscard]] CodePage *code() const { return m_code; }
    [[nodiscard]] ViewResults *results() const { return m_results; }
    [[nodiscard]] ViewParamsForm *params() const { return m_params; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    // ViewPageLayout.cpp
    void buildLayout();
    void addActions();
    [[nodiscard]] QToolButton *makeMore();
    void connectParts();

    void readText();
    void writeChart(const std::optional<ViewChart> &chart);
    void updateActions();
    [[nodiscard]] QString name() const;
    [[nodiscard]] std::string text() const;
    [[nodiscard]] ViewRequest request();

    CodePage *m_code = nullptr;
    ViewParamsForm *m_params = nullptr;
    ViewResults *m_results = nullptr;
    QSplitter *m_splitter = nullptr;
    QAction *m_run = nullptr;
    QAction *m_stop = nullptr;
    QAction *m_export = nullptr;
    QAction *m_rename = nullptr;
    QAction *m_remove = nullptr;
    QTimer m_readTimer;
    ViewDef m_view;      ///< As its text says it now.
    std::string m_asked; ///< The text whose rows are shown.
    std::stop_source m_stopper;
    quint64 m_ticket = 0; ///< Only the newest answer counts.
    bool m_isRunning = false;
    bool m_isExporting = false;
};

} // namespace syncline::ui
