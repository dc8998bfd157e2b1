#pragma once

#include "ui/schema/FieldPart.h"

class QComboBox;

namespace syncline::ui {

/** What a field is: name, type, comment, and whose it is. */
class NamePart final : public FieldPart
{
    Q_OBJECT

public:
    NamePart(SchemaDocument *document, QWidget *parent);
    void focusName();

protected:
    [[nodiscard]] bool fits(const FieldDef &field) const override;
    void show(const FieldDef &field) override;
    void setLocked(bool isLocked) override;

private:
    void fillTypes(const FieldDef &field);

    QLabel *m_owner = nullptr;
    QLineEdit *m_name = nullptr;
    QLabel *m_problem = nullptr;
    QComboBox *m_type = nullptr;
    QLabel *m_help = nullptr;
    QLineEdit *m_comment = nullptr;
};

} // namespace syncline::ui
