#include "io/encoding_detect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Words that stand in tables of land and plans, and names of places, rare Hanzi among them. */
static const char *const words[] = {"水浇地",
                                    "乔木林地",
                                    "永久基本农田",
                                    "城镇开发边界",
                                    "晋城市高平市寺庄镇王降村",
                                    "山西省沁水县",
                                    "濩泽街道",
                                    "一般耕地",
                                    "采矿用地",
                                    "公路用地",
                                    "陵川县崇文镇",
                                    "泽州县巴公镇",
                                    "农村宅基地",
                                    "河流水面",
                                    "其他草地",
                                    "设施农用地",
                                    "张三",
                                    "联通",
                                    "地类名称",
                                    "图斑编号",
                                    "权属单位",
                                    "坐落单位名称",
                                    "界址点坐标（米）",
                                    "备注：已征收"};
/* Of other encodings and scripts: never to be taken for Chinese. */
static const char *const foreign[] = {"Ürümqi région Orléans façade", "Århus Øresund smørrebrød",
                                      "Größe Straße Äpfel über", "Málaga peón señor año",
                                      "église forêt château où"};

static char *encoded(const char *text, const char *encoding, gsize *n)
{
  char *bytes = g_convert(text, -1, encoding, "UTF-8", NULL, n, NULL);
  assert_non_null(bytes);
  return bytes;
}

static const char *found_of(const char *const *texts, size_t n_texts, const char *encoding)
{
  g_auto(LtEncodingEvidence) evidence = {0};
  for (size_t i = 0; i < n_texts; i++) {
    gsize n;
    g_autofree char *bytes = encoded(texts[i], encoding, &n);
    lt_encoding_evidence_add(&evidence, bytes, n, false);
  }
  return lt_encoding_evidence_decide(&evidence);
}

static void test_words(void **state)
{
  (void)state;
  assert_string_equal(found_of(words, G_N_ELEMENTS(words), "UTF-8"), "UTF-8");
  assert_string_equal(found_of(words, G_N_ELEMENTS(words), "GBK"), "GB18030");
  assert_string_equal(found_of(words, G_N_ELEMENTS(words), "GB18030"), "GB18030");
}

/* A single word may be too short to decide, but is never taken for something else. */
static void test_each_word(void **state)
{
  (void)state;
  size_t n_undecided = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
    const char *utf8 = found_of(words + i, 1, "UTF-8"), *gbk = found_of(words + i, 1, "GBK");
    if (g_strcmp0(utf8, "UTF-8") != 0 && utf8 != NULL)
      fail_msg("%s in UTF-8 taken for %s", words[i], utf8);
    if (g_strcmp0(gbk, "GB18030") != 0 && gbk != NULL)
      fail_msg("%s in GBK taken for %s", words[i], gbk);
    n_undecided += (utf8 == NULL) + (gbk == NULL);
  }
  assert_true(n_undecided <= 4);
}

static void test_foreign(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(foreign); i++) {
    assert_string_equal(found_of(foreign + i, 1, "UTF-8"), "UTF-8");
    if (found_of(foreign + i, 1, "ISO-8859-1") != NULL)
      fail_msg("%s in ISO-8859-1 was decided", foreign[i]);
  }
  static const char *const big5[] = {"臺北縣土地使用分區", "農業區", "都市計畫範圍"};
  static const char *const korean[] = {"서울특별시 토지이용", "농업지역"};
  static const char *const japanese[] = {"ひらがなとカタカナ", "とちりよう"};
  assert_null(found_of(big5, 3, "BIG5"));
  assert_null(found_of(korean, 2, "EUC-KR"));
  assert_null(found_of(japanese, 2, "SHIFT_JIS"));
}

/* Random strings of words, seeded, in both encodings: found, or refused; never the other one. */
static void test_random(void **state)
{
  (void)state;
  g_autoptr(GRand) rand = g_rand_new_with_seed(20261123);
  for (size_t i = 0; i < 4000; i++) {
    g_autoptr(GString) text = g_string_new(NULL);
    size_t n_chars = (size_t)g_rand_int_range(rand, 1, 6);
    for (size_t j = 0; j < n_chars; j++) {
      /* any Hanzi of GB 2312, by its row and column: level 1 mostly, as texts have them */
      int row = g_rand_int_range(rand, 0, 8) > 0 ? g_rand_int_range(rand, 0xb0, 0xd7)
                                                 : g_rand_int_range(rand, 0xd8, 0xf8);
      char gb[] = {(char)row, (char)g_rand_int_range(rand, 0xa1, 0xff), '\0'};
      g_autofree char *hanzi = g_convert(gb, 2, "UTF-8", "GBK", NULL, NULL, NULL);
      g_string_append(text, hanzi);
    }
    const char *const one[] = {text->str};
    const char *utf8 = found_of(one, 1, "UTF-8"), *gbk = found_of(one, 1, "GBK");
    if (utf8 != NULL && strcmp(utf8, "UTF-8") != 0)
      fail_msg("%s in UTF-8 taken for %s", text->str, utf8);
    if (gbk != NULL && strcmp(gbk, "GB18030") != 0)
      fail_msg("%s in GBK taken for %s", text->str, gbk);
  }
}

static void test_cut(void **state)
{
  (void)state;
  g_auto(LtEncodingEvidence) utf8 = {0}, gbk = {0};
  gsize n;
  g_autofree char *bytes = encoded("永久基本农田图斑", "GBK", &n);
  lt_encoding_evidence_add(&utf8, "永久基本农田图斑", 10, true);
  lt_encoding_evidence_add(&gbk, bytes, 9, true);
  assert_string_equal(lt_encoding_evidence_decide(&utf8), "UTF-8");
  assert_string_equal(lt_encoding_evidence_decide(&gbk), "GB18030");
  g_auto(LtEncodingEvidence) whole = {0};
  lt_encoding_evidence_add(&whole, bytes, 9, false);
  assert_null(lt_encoding_evidence_decide(&whole));
}

static void test_show(void **state)
{
  (void)state;
  g_auto(LtEncodingEvidence) evidence = {0};
  lt_encoding_evidence_add(&evidence, "\xCE\xA9", 2, false); /* Ω in UTF-8, 惟 in GBK */
  assert_null(lt_encoding_evidence_decide(&evidence));
  g_autofree char *shown = lt_encoding_evidence_show(&evidence);
  assert_string_equal(shown, "UTF-8 'Ω', GB18030 '惟', ISO-8859-1 'Î©'");
  g_auto(LtEncodingEvidence) none = {0};
  lt_encoding_evidence_add(&none, "DLTB", 4, false);
  assert_string_equal(lt_encoding_evidence_decide(&none), "UTF-8");
}

/* Characters that nobody writes, in bytes that can be nothing else. */
static void test_only_utf8(void **state)
{
  (void)state;
  g_auto(LtEncodingEvidence) evidence = {0};
  lt_encoding_evidence_add(&evidence, "x\u202e\"", 5, false);
  assert_string_equal(lt_encoding_evidence_decide(&evidence), "UTF-8");
}

static void test_utf16(void **state)
{
  (void)state;
  static const char text[] =
      "[属性描述]\r\n格式版本号=1.01版本号\r\n带号=38\r\nJ1,1,3930700.125,38400195.656\r\n";
  gsize n;
  g_autofree char *little = encoded(text, "UTF-16LE", &n);
  assert_string_equal(lt_encoding_utf16(little, n), "UTF-16LE");
  g_autofree char *big = encoded(text, "UTF-16BE", &n);
  assert_string_equal(lt_encoding_utf16(big, n), "UTF-16BE");
  assert_null(lt_encoding_utf16(text, strlen(text)));
  g_autofree char *gbk = encoded(text, "GBK", &n);
  assert_null(lt_encoding_utf16(gbk, n));
  assert_null(lt_encoding_utf16("a\0b", 3));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_words),   cmocka_unit_test(test_each_word),
      cmocka_unit_test(test_foreign), cmocka_unit_test(test_random),
      cmocka_unit_test(test_cut),     cmocka_unit_test(test_show),
      cmocka_unit_test(test_utf16),  cmocka_unit_test(test_only_utf8),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
