"""Forms of invented counties as clerks fill them in, arithmetically true: one seed, one county (class Clerk)."""
import random
from decimal import Decimal as D, ROUND_HALF_UP
def q(x,n=2): return D(x).quantize(D(1).scaleb(-n),ROUND_HALF_UP)
def comma(x): return f'{x:,}'
COUNTY=['青禾县','云溪县','柳川县','白石县','望江区','龙泉湖县','枫林市','北塘区']
UNIT=['农业农村局','水利局','教育和体育局','卫生健康局','民政局','文化旅游局','交通运输局','石桥镇人民政府','桃园乡人民政府','自然资源局','市场监督管理局','残疾人联合会']
PROJ=['农村饮水安全巩固提升工程','基层公共文化服务体系建设','义务教育阶段学生营养改善计划','农村公路日常养护','病虫害统防统治','家庭医生签约服务','残疾人康复服务','养老服务中心运营补助','食品安全抽检','高标准农田管护','河道清淤整治','智慧档案馆建设（二期）','法律援助办案经费','“六一”儿童活动经费','乡镇污水处理站运行','全民健身场地维护','信访维稳工作经费','公益性岗位补贴','动物疫病防控','矿山生态修复']
GOAL=['通过项目实施，改善群众生产生活条件，提高公共服务水平。','完成年度各项工作任务，保障业务正常开展，群众获得感不断增强。','按计划完成建设与管护任务，工程质量合格，资金使用规范。']
# name, target, actual fully reached
QTY=[('培训人数','≥{a}人','{b}人'),('巡查次数','≥{a}次','{b}次'),('管护公里数','≥{a}公里','{b}公里'),('抽检批次','{a}批次','{a}批次'),('发放对象数量','={a}户','{a}户'),('印发宣传资料','≥{a}份','{b}份'),('服务人次','≥{w}万人次','{v}万人次'),('举办活动','{s}场','{s}场'),('定期巡检频次','≥2次/月','3次/月'),('编印简报期数','12期','12期'),('覆盖村数','{a}个村','{a}个村'),('修缮面积','≥{w}万平方米','{v}万平方米'),('维护设备','不少于{a}台','{b}台'),('签约人数','{k}人','{k}人'),('补贴面积','≥{k}亩','{k}亩')]
QUAL=[('验收合格率','=100%','100%'),('检测达标率','≥98%','98.6%'),('资金使用合规率','100%','100%'),('建档完整率','≥95%','97%'),('抽检合格率','≥90.5%','92.35%'),('差错率','≤2%','0.5%'),('设备故障率','<1%','0.3%'),('退件率','≤5‰','3‰'),('制度执行情况','规范','规范'),('服务质量','优良','优良')]
TIME=[('完成时间','{y}年12月底前','{y}年12月20日'),('项目完工时限','{y}年11月30日前','{y}年11月15日'),('办结时限','≤10个工作日','8个工作日'),('响应时间','≤30分钟','25分钟'),('故障修复时间','<2小时','1.5小时'),('资金拨付及时率','≥95%','100%'),('任务完成及时性','及时','及时'),('实施周期','{y}年1月—12月','{y}年1月—12月'),('发放时间','每月15日前','每月15日前'),('按期完成率','100%','100%')]
COST=[('项目总成本','≤{c}{mu}','{d}{mu}'),('成本控制数','≤{c}{mu}','{d}{mu}')]
BEN=[('社会效益指标','群众知晓率','≥85%','88%'),('社会效益指标','公共服务水平','有所提升','有所提升'),('社会效益指标','安全事故发生次数','0次','0次'),('社会效益指标','重大投诉起数','≤3起','1起'),('经济效益指标','带动农户增收','≥500元/人','520元/人'),('生态效益指标','水质达标率','≥90%','93%'),('可持续影响指标','长效机制健全性','健全','健全'),('可持续影响指标','持续服务年限','≥5年','5年'),('社会效益指标','政策知晓情况','显著提高','达成预期指标'),('生态效益指标','环境改善情况','持续改善','持续改善'),('社会效益指标','受益人口','≥1.2万人','12500人')]
SAT=[('服务对象满意度','≥90%','93%'),('群众满意度','≥95%','96.5%'),('受益群众满意度','≥90%','90%'),('培训学员满意度','≥92%','95.2%')]
PARTIAL=[('数量指标','入户走访户数','≥200户','180户',lambda w:w*D(180)/200),('数量指标','开展宣传活动次数','≥12次','9次',lambda w:w*D(9)/12),('质量指标','信息录入准确率','≥98%','96.04%',lambda w:w*D('0.98')),('数量指标','投诉件数','≤10件','16件',lambda w:w*D(10)/16),('质量指标','管理规范程度','规范','基本达到',lambda w:w*D('0.8')),('质量指标','档案管理水平','明显提升','部分达成预期指标',lambda w:w*D('0.7')),('质量指标','平台建设情况','建成','未达成预期指标',lambda w:w*D('0.3')),('质量指标','办理时长','≤20天','25天',lambda w:w*D('0.8')),('数量指标','组织演练场次','=4场','3场',lambda w:w*D('0.75'))]
WHY=['受汛期天气影响施工推迟，已调整计划，下年度继续推进。','部分村组群众外出务工，工作开展不足，下一步加强组织协调。','采购流程较长导致进度滞后，今后提前启动招标。']
class Clerk:
    def __init__(s,seed):
        s.r=random.Random(seed); s.seed=seed; r=s.r
        s.year=r.choice([2021,2022,2023,2024]); s.county=r.choice(COUNTY); s.un=s.county+r.choice(UNIT)
        s.mu=r.choice(['万元','万元','万元','元']); s.places=r.choice([2,2,2,0,3]) if s.mu=='万元' else r.choice([2,2,0])
        s.comma=r.random()<.3
    def m(s,x):
        t=q(x,s.places); return comma(t) if s.comma else str(t)
    def amount(s,lo=5,hi=400):
        x=D(s.r.randint(lo*100,hi*100))/100
        if s.mu=='元': x*=10000
        if s.places==0: x=q(x,0)
        return x
    def split(s,total,n):
        if n==1: return [total]
        a=q(total*D(s.r.randint(30,80))/100,s.places)
        return [a]+s.split(total-a,n-1)
    def head(s,form,title,proj=None):
        d={'form':form,'year':s.year,'title':title}
        if proj: d['project']={'name':proj}
        d['department']={'name':s.un if s.r.random()<.6 else s.county+'财政局'}
        d['unit']={'name':s.un}
        if s.r.random()<.3: d['department']['code']=str(s.r.randint(101,399)); d['unit']['code']=d['department']['code']+'001'
        d['money_unit']=s.mu
        return d
    def sources(s):
        L={'current_appropriation':s.r.choice(['当年财政拨款','本年财政拨款','财政拨款']),'carryover':'上年结转资金','other':'其他资金','central':'中央财政资金','provincial':'省级财政资金','local':'市县(区)财政资金','superior':'上级财政资金'}
        ks=s.r.choice([['current_appropriation','carryover','other'],['current_appropriation','other'],['central','provincial','local','other'],['current_appropriation','carryover','other']])
        return [(k,L[k]) for k in ks]
    def indicators(s,y,budget,spent,cost=True,nq=None):
        r=s.r; out=[]
        def f(t,**k):
            s2=dict(a=A,b=A+r.choice([0,0,5,12]),w=W,v=W+D('0.1')*r.choice([0,1,2]),s=S,k=K,y=y,c=s.m(budget).replace(',',''),d=s.m(spent).replace(',',''),mu=s.mu); return t.format(**s2)
        for l2,lib,n in [('数量指标',QTY,r.randint(1,3)),('质量指标',QUAL,r.randint(1,2)),('时效指标',TIME,r.randint(1,2))]:
            for nm,t,a in r.sample(lib,n):
                A=r.randint(10,180); W=D(r.randint(10,50))/10; S=r.randint(3,9); K=r.randint(1000,9000)
                out.append(('产出指标',l2,nm,f(t),f(a)))
        A=W=S=K=1
        if cost: nm,t,a=r.choice(COST); out.append(('成本指标' if cost=='own' else '产出指标','经济成本指标' if cost=='own' else '成本指标',nm,f(t),f(a)))
        b=sorted(r.sample(BEN,r.randint(2,3)),key=lambda x:['经济效益指标','社会效益指标','生态效益指标','可持续影响指标'].index(x[0]))
        out+=[('效益指标',)+x for x in b]
        nm,t,a=r.choice(SAT); out.append(('满意度指标','服务对象满意度指标',nm,t,a))
        if cost=='own': out.sort(key=lambda x:x[0]!='成本指标')
        return out
    def weights(s,ind,plan):
        w=[None]*len(ind)
        for l1,p in plan.items():
            ix=[i for i,x in enumerate(ind) if x[0]==l1]; base=p//len(ix)
            for i in ix: w[i]=D(base)
            w[ix[0]]+=p-base*len(ix)
        return w
    def se(s,proj=None,fixed=None,execution=None,partial=None,grade=None,allow_low=True):
        r=s.r; proj=proj or r.choice(PROJ)
        d=s.head('self_evaluation',r.choice(['项目支出绩效自评表','县级预算项目支出绩效自评表','部门预算项目支出绩效自评表']),proj)
        src=s.sources(); ex=execution or r.choice(['all','part','part','part','none','zero'] if allow_low else ['all','part'])
        annual=s.amount() if ex!='zero' else D(0)
        initial=annual if r.random()<.6 and ex!='zero' else s.amount()
        spent=annual if ex=='all' else D(0) if ex in('none','zero') else q(annual*D(r.randint(6000,9900))/10000,s.places)
        if fixed: annual,initial,spent=fixed
        nsrc=1 if r.random()<.5 else len(src)
        an=s.split(annual,nsrc)+[D(0)]*(len(src)-nsrc); ini=s.split(initial,nsrc)+[D(0)]*(len(src)-nsrc)
        sp=[q(a*spent/annual,s.places) if annual else D(0) for a in an]
        if annual: sp[0]+=spent-sum(sp)
        has=r.random()<.8; rst=r.choice(['%2','%2','%1','0'])
        def rate(e,a):
            if not a: return {'%2':'0.00%','%1':'0.0%','0':'0'}[rst]
            x=e/a*100
            return f'{q(x,2)}%' if rst=='%2' else f'{q(x,1)}%' if rst=='%1' else f'{q(x,2).normalize():f}'
        def row(k,l,i,a,e):
            x={'source':k,'label':l}
            if has: x['initial_budget']=s.m(i)
            x.update(annual_budget=s.m(a),executed=s.m(e)); 
            x['rate']=rate(D(s.m(e).replace(',','')),D(s.m(a).replace(',','')))
            return x
        f=[row('total',r.choice(['年度资金总额','资金总额']),initial,annual,spent)]+[row(k,l,i,a,e) for (k,l),i,a,e in zip(src,ini,an,sp)]
        es=q(min(D(10),10*spent/annual)) if annual else D(0)
        f[0]['weight']='10'; f[0]['score']=str(es) if r.random()<.7 or es!=es.to_integral() else str(q(es,0))
        d['funds']=f; d['goals']={'expected':r.choice(GOAL),'actual':'已按计划完成年度目标任务。' if spent else '项目工作已基本完成，资金尚未支付。'}
        cost=r.choice([False,True,True,'own']); ind=s.indicators(s.year,annual or s.amount(),spent,cost if annual else False)
        plan={'成本指标':20,'产出指标':40,'效益指标':20,'满意度指标':10} if cost=='own' and annual else {'产出指标':50,'效益指标':30,'满意度指标':10}
        np=(r.choice([0,0,1,1,2]) if partial is None else partial)
        extra=[('产出指标',)+x for x in r.sample(PARTIAL,np)]
        for x in extra:
            k=max(i for i,y in enumerate(ind) if y[0]=='产出指标' and (y[1]==x[1]))
            ind.insert(k+1,x)
        w=s.weights(ind,plan); rows=[]; tot=es
        dec=r.choice([0,0,2])
        lw=r.random()<.25
        adj=r.random()<.15
        for x,ww in zip(ind,w):
            sc=ww if len(x)<6 else q(x[5](ww)); tot+=sc
            o={'level1':x[0],'level2':x[1],'level3':x[2],'target':x[3],'actual':x[4],'weight':str(q(ww,dec)),'score':str(q(sc,2) if dec or sc!=ww else q(sc,0)),'reason':'' if sc==ww else r.choice(WHY)}
            if lw: o['level1_weight']=str(plan[x[0]])
            if adj: o['adjusted_target']=''
            rows.append(o)
        d['indicators']=rows; d['total']={'weight':'100','score':str(q(tot)) if tot!=tot.to_integral() or dec else str(q(tot,0))}
        if grade or (grade is None and r.random()<.6): d['total']['grade']=g4(tot)
        low=tot<80
        if r.random()<.6 or low: d['shortfall_explanation']='因资金支付滞后和部分任务未完成，目标未全部实现；下一步加快支付进度，细化任务分工。' if low else ''
        d['_']={'annual':annual,'initial':initial,'spent':spent,'total':tot,'has':has}
        return d
    def target(s,proj=None,amount=None,ind=None):
        r=s.r; d=s.head('target',r.choice(['项目支出绩效目标表','部门预算项目支出绩效目标表','项目支出绩效目标申报表']),proj or r.choice(PROJ))
        a=amount if amount is not None else s.amount(); src=s.r.choice([[('current_appropriation','财政拨款'),('other','其他资金')],[('current_appropriation','财政拨款'),('carryover','上年结转'),('other','其他资金')]])
        n=1 if r.random()<.5 else len(src); p=s.split(a,n)+[D(0)]*(len(src)-n)
        d['funds']=[{'source':'total','label':'年度资金总额','amount':s.m(a)}]+[{'source':k,'label':l,'amount':s.m(x)} for (k,l),x in zip(src,p)]
        g=r.choice(GOAL); d['goals']={'expected':g}
        ind=ind or s.indicators(s.year,a,a,r.choice([False,True,'own']))
        d['indicators']=[{'level1':x[0],'level2':x[1],'level3':x[2],'target':x[3]} for x in ind]
        if r.random()<.3:
            d['goals']['medium_term']=g+'持续三年。'
            d['medium_term_funds']=[{'source':x['source'],'label':x['label'].replace('年度','中期'),'amount':s.m(y*3)} for x,y in zip(d['funds'],[a]+p)]
            d['medium_term_indicators']=[dict(x) for x in d['indicators']]
        elif r.random()<.3:
            for x in d['indicators']: x['standard']=r.choice(['','低于目标值10%不得分','每超出1%扣1分' if '≤' in x['target'] else '按比例得分'])
        d['_']={'annual':a}
        return d
    def mon(s,proj=None,amount=None,ind=None,done=None):
        r=s.r; d=s.head('monitoring','项目支出绩效目标执行监控表',proj or r.choice(PROJ)); m=r.choice([6,7,8,9]); d['period']=f'1-{m}月'
        a=amount if amount is not None else s.amount(); e=done if done is not None else q(a*D(r.randint(m*7,m*10))/100,s.places); fc=a if r.random()<.8 else max(e,q(a*D('0.96'),s.places))
        src=r.choice([[('current_appropriation','本年一般公共预算拨款'),('other','其他资金')],[('current_appropriation','本年一般公共预算拨款'),('carryover','上年结转'),('other','其他资金')]])
        n=1 if r.random()<.6 else len(src); p=s.split(a,n)+[D(0)]*(len(src)-n)
        ee=[q(x*e/a,s.places) for x in p]; ee[0]+=e-sum(ee); ff=[q(x*fc/a,s.places) for x in p]; ff[0]+=fc-sum(ff)
        dec=r.choice([2,2,1])
        rt=lambda e,a: f'{q(e/a*100,dec)}%' if a else r.choice(['0.00%',''])
        rr=lambda x:D(s.m(x).replace(',',''))
        d['funds']=[{'source':k,'label':l,'initial_budget':s.m(x),'executed':s.m(y),'rate':rt(rr(y),rr(x)),'forecast':s.m(z)} for (k,l),x,y,z in [(('total','年度资金总额'),a,e,fc)]+list(zip(src,p,ee,ff))]
        d['goals']={'expected':r.choice(GOAL)}
        ind=ind or s.indicators(s.year,a,a,r.choice([False,True]))
        rows=[]
        for x in ind:
            t=x[3]; prog='按计划推进' ; 
            if t.startswith('≥') and t[1:-1].isdigit() and '%' not in t: prog=f'{max(1,int(int(t[1:-1])*m/12))}{t[-1]}'
            elif '%' in t or '‰' in t: prog=x[4]
            o={'level1':x[0],'level2':x[1],'level3':x[2],'target':t,'progress':prog,'forecast':x[4],'deviation_cause':'','explanation':'','likelihood':'确定能','measures':'','remark':''}
            if r.random()<.12: o.update(deviation_cause='经费保障',explanation='部分资金尚未拨付到位',likelihood='有可能',measures='加强与财政部门沟通，加快拨付',remark='预计四季度支付到位')
            rows.append(o)
        d['indicators']=rows; d['_']={'annual':a,'spent':e}
        return d
    def plist(s,names=None,amounts=None):
        r=s.r; names=names or r.sample(PROJ,r.randint(4,9)); amounts=amounts or [s.amount() for _ in names]
        d={'form':'project_list','year':s.year,'title':'项目支出绩效目标公开清单','unit':{'name':s.un},'money_unit':s.mu,'rows':[{'number':str(i+1),'name':n,'amount':s.m(a)} for i,(n,a) in enumerate(zip(names,amounts))]}
        if r.random()<.7: d['total']={'amount':s.m(sum(amounts))}
        if r.random()<.4: d['note']='注：本单位0个涉密项目除外。'
        return d
    def ev(s,proj=None):
        r=s.r; P=[('决策',15,[('项目立项',5,['立项依据充分性','立项程序规范性']),('绩效目标',5,['绩效目标合理性','绩效指标明确性']),('资金投入',5,['预算编制科学性','资金分配合理性'])]),('过程',20,[('资金管理',12,['资金到位率','预算执行率','资金使用合规性']),('组织实施',8,['管理制度健全性','制度执行有效性'])]),('产出',35,[('产出数量',15,['任务完成数量','培训完成率']),('产出质量',10,['验收合格率']),('产出时效',10,['完成及时率'])]),('效益',30,[('社会效益',20,['群众受益情况','服务水平提升']),('满意度',10,['受益群众满意度'])])]
        d={'form':'evaluation','year':s.year,'title':'项目绩效评价得分表','project':{'name':proj or r.choice(PROJ)},'department':{'name':s.un},'unit':{'name':s.un}}
        rows=[];ts=D(0); by={}
        for l1,w1,cs in P:
            for l2,w2,ls in cs:
                ws=[D(w2//len(ls))]*len(ls); ws[-1]+=w2-sum(ws)
                for nme,w in zip(ls,ws):
                    sc=w if r.random()<.75 or nme=='预算执行率' else q(w*D(r.randint(60,99))/100)
                    rows.append({'level1':l1,'level1_weight':str(w1),'level2':l2,'level2_weight':str(w2),'level3':nme,'weight':str(w),'score':str(sc)}); ts+=sc; by[l1]=by.get(l1,D(0))+sc
        d['rows']=rows; d['total']={'weight':'100','score':str(ts)}
        a=s.amount(); e=q(a*D(r.randint(7000,9990))/10000,2) if r.random()<.6 else a
        x=next(x for x in rows if x['level3']=='预算执行率'); old=D(x['score']); new=q(D(x['weight'])*e/a); x['score']=str(new); ts+=new-old; by['过程']+=new-old; d['total']['score']=str(ts)
        d['narrative']=[f"综合评价结论：经综合评价，{d['project']['name']}项目绩效评价得分为{ts}分，评价等级为“{g4(ts)}”。",f"决策类指标分值15分，得分{by['决策']}分；过程类指标分值20分，得分{by['过程']}分；产出类指标分值35分，得分{by['产出']}分；效益类指标分值30分，得分{by['效益']}分。"]
        d['_']={'total':ts}
        return d
def g4(t): return '优' if t>=90 else '良' if t>=80 else '中' if t>=60 else '差'
