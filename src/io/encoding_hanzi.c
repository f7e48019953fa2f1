#include "io/encoding_hanzi.h"

#include <stdbool.h>

#define FIRST_HANZI 0x4e00
#define LAST_HANZI 0x9fff

/* Hanzi that make up most of Chinese text, and those of the words of land and plans. The order has
 * no meaning. */
static const char frequent[] = "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那"
                               "要下以生会自着去之过家学对可她里后"
                               "小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又"
                               "如前所本见经头面公同三已老从动两长知"
                               "民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者"
                               "向情部正名定女问力机给等几很业最间新"
                               "什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内"
                               "加化由却代军产入先山五太水万市眼体别"
                               "处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期"
                               "叫死常提感金何更反合放做系计或司利受"
                               "光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服"
                               "毛林题建南度统色字请交爱让认算论百吃"
                               "义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展"
                               "该领传近留红治决周保达办运武半候七必"
                               "城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识"
                               "极令黄德收脸钱党倒未持取设始版双历越"
                               "史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯"
                               "专石若兵弟谁校读志飞观争究包组造落视"
                               "济喜离坏兴省县镇乡村街街沟庄河池岭坪岗湾堡寨店窑滩坡洼庙寺沁阳泽晋"
                               "陵川农田耕草园规划图斑类编码称积旱浇"
                               "乔木灌其他宅业采矿仓储商服务施属性描述标准示范测绘宗址圈号坐带投米"
                               "精参数用途权土居民委护控永久红线镇景铁"
                               "公交港渠库坑裸盐设畜禽养殖桥隧湖泊森灌沼临批准项目征收勘定案拆迁环"
                               "境排放企钢焦煤化纺织药食品械制造厂限责"
                               "任股份集团投资贸易有凤凰龙虎沙泉源峰岩塘圪塔底顶左右旧街巷弄幢层湿"
                               "荒其余零乙丙丁甲壹贰叁亩顷公里厘毫";

static bool *table_make(void)
{
  bool *table = g_new0(bool, LAST_HANZI - FIRST_HANZI + 1);
  for (const char *p = frequent; *p != '\0'; p = g_utf8_next_char(p))
    table[g_utf8_get_char(p) - FIRST_HANZI] = true;
  return table;
}

static bool is_frequent(gunichar c)
{
  static gsize made = 0;
  if (g_once_init_enter(&made))
    g_once_init_leave(&made, (gsize)table_make());
  return ((const bool *)made)[c - FIRST_HANZI];
}

static bool is_mark(gunichar c)
{
  static const gunichar marks[] = {0xb0,   0xb1,   0xb2,   0xb3,   0xb7,   0xd7,
                                   0x2014, 0x2018, 0x2019, 0x201c, 0x201d, 0x2026,
                                   0x2032, 0x2033, 0x2103, 0x33a1, 0x33a2};
  if ((c >= 0x3000 && c <= 0x301f) || (c >= 0xff01 && c <= 0xff5e) ||
      (c >= 0x2160 && c <= 0x216b) || (c >= 0x2460 && c <= 0x2473))
    return true;
  for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
    if (marks[i] == c)
      return true;
  return false;
}

double lt_hanzi_score(gunichar c, const unsigned char *gb, size_t n_gb)
{
  if (g_unichar_type(c) == G_UNICODE_PRIVATE_USE || g_unichar_type(c) == G_UNICODE_UNASSIGNED ||
      g_unichar_iscntrl(c))
    return -10;
  if (is_mark(c))
    return 1;
  if (c < FIRST_HANZI || c > LAST_HANZI)
    return -6;
  if (is_frequent(c))
    return 3;
  bool is_gb2312 = n_gb == 2 && gb[1] >= 0xa1;
  if (is_gb2312 && gb[0] >= 0xb0 && gb[0] <= 0xd7)
    return -0.3;
  return is_gb2312 && gb[0] >= 0xd8 && gb[0] <= 0xf7 ? -2 : -5;
}
